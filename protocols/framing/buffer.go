package framing

import "bytes"

// A Buffer is the window of a codec: the bytes that have arrived and were not consumed. The zero
// value is empty.
//
// A byte is copied when a chunk ends inside its frame, and otherwise not at all. Growing and closing
// ranks are paid for by the bytes that came and went, so the work is linear in the input. An empty
// Buffer holds no memory.
type Buffer struct {
	b    []byte
	off  int
	lent bool // b is what Lend was lent
}

// growMin is the least memory that is taken for bytes that must be kept.
const growMin = 64

// Lend puts p behind what waits. p is lent until Keep.
func (b *Buffer) Lend(p []byte) {
	if b.b != nil {
		b.Append(p)
		return
	}
	// The full slice expression keeps a later Append from writing into the lender's memory.
	b.b, b.off, b.lent = p[:len(p):len(p)], 0, true
}

// Append puts a copy of p behind what waits. Windows that were taken before stay as they were.
func (b *Buffer) Append(p []byte) {
	if len(b.b)+len(p) > cap(b.b) {
		b.move(len(p))
	}
	b.b = append(b.b, p...)
}

// Window is what waits. It is valid until the next Keep.
func (b *Buffer) Window() []byte { return b.b[b.off:] }

// Len is how many bytes wait.
func (b *Buffer) Len() int { return len(b.b) - b.off }

// Consume takes the first n bytes off the window.
func (b *Buffer) Consume(n int) {
	if n < 0 || n > b.Len() {
		panic("framing: consumed more than the window")
	}
	b.off += n
}

// Unread puts p before what waits. The end of what was consumed last is put back in place; anything
// else is copied.
func (b *Buffer) Unread(p []byte) {
	if len(p) == 0 {
		return
	}
	if at := b.off - len(p); at >= 0 && &b.b[at] == &p[0] {
		b.off = at
		return
	}
	b.b, b.off, b.lent = append(bytes.Clone(p), b.Window()...), 0, false
}

// Clear empties the window and returns what was in it, which is valid until the loan of it ends.
func (b *Buffer) Clear() []byte {
	w := b.Window()
	b.b, b.off, b.lent = nil, 0, false
	return w
}

// Keep ends the loan of what was lent: what waits is kept as a copy, and windows end.
func (b *Buffer) Keep() {
	switch waiting := b.Len(); {
	case waiting == 0:
		b.Clear()
	case b.lent:
		b.move(0)
	case b.off >= waiting:
		// More was consumed than has to move, so moving is paid for.
		b.b = b.b[:copy(b.b, b.Window())]
		b.off = 0
	}
}

// move takes what waits into memory of its own with room for more bytes behind it.
func (b *Buffer) move(more int) {
	size := b.Len() + more
	if !b.lent {
		size = max(size, 2*b.Len())
	}
	b.b, b.off, b.lent = append(make([]byte, 0, max(size, growMin)), b.Window()...), 0, false
}
