package kernel

// bufferKeep is the largest store that an empty buffer keeps.
const bufferKeep = 16 << 10

// A buffer holds bytes until they can leave.
type buffer struct {
	b   []byte
	off int
}

func (b *buffer) len() int     { return len(b.b) - b.off }
func (b *buffer) peek() []byte { return b.b[b.off:] }

func (b *buffer) write(p []byte) {
	if b.off > 0 && len(b.b)+len(p) > cap(b.b) {
		b.b = append(b.b[:0], b.b[b.off:]...)
		b.off = 0
	}
	b.b = append(b.b, p...)
}

func (b *buffer) drop(n int) {
	b.off += n
	if b.off < len(b.b) {
		return
	}
	b.b, b.off = b.b[:0], 0
	if cap(b.b) > bufferKeep {
		b.b = nil
	}
}
