package stream

const (
	// chunkBytes is what a pooled chunk holds. A chunk is then an object of 4864 bytes: consecutive ones
	// do not share cache sets, as chunks of a page each would.
	chunkBytes = 4864 - 40
	// chunksKept is how many unused chunks a machine keeps: one for each connection that a turn finds ready.
	chunksKept = 256
	// bigMin is the size from which what must wait gets a buffer of its own size, not a row of chunks.
	bigMin = 16 << 10
)

// A chunk is a piece of what waits to be sent.
type chunk struct {
	next *chunk
	buf  []byte // written; its capacity is the chunk's
	from int    // buf[:from] has left
}

func (c *chunk) unsent() []byte { return c.buf[c.from:] }
func (c *chunk) spare() int     { return cap(c.buf) - len(c.buf) }

// A pooledChunk is a chunk and its memory.
type pooledChunk struct {
	chunk
	mem [chunkBytes]byte
}

// A pool keeps up to chunksKept unused chunks, the last used on top.
type pool struct {
	top  *chunk
	kept int
}

// get returns an empty chunk with room for size bytes, or for some of them.
func (p *pool) get(size int) *chunk {
	if size >= bigMin {
		return &chunk{buf: make([]byte, 0, size)}
	}
	if c := p.top; c != nil {
		p.top, c.next = c.next, nil
		p.kept--
		return c
	}
	c := &pooledChunk{}
	c.buf = c.mem[:0]
	return &c.chunk
}

// put takes back a chunk that nobody uses.
func (p *pool) put(c *chunk) {
	if cap(c.buf) != chunkBytes || p.kept == chunksKept {
		return
	}
	c.buf, c.from = c.buf[:0], 0
	p.top, c.next = c, p.top
	p.kept++
}
