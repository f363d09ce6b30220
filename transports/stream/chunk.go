package stream

const (
	// smallBytes and chunkBytes are what pooled chunks hold: the first of an outbox, and the following.
	// With its head a chunk is then of a size class of the allocator that is no power of two, so that
	// consecutive ones do not share cache sets as chunks of a page each would.
	smallBytes = 1152 - chunkHead
	chunkBytes = 4864 - chunkHead
	chunkHead  = 40
	// smallKept and chunksKept are how many unused chunks a machine keeps: small ones for as many
	// connections as a turn finds ready.
	smallKept  = 256
	chunksKept = 64
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

// A pool keeps unused chunks of the two sizes.
type pool struct{ small, large shelf }

// A shelf keeps unused chunks of one size, the last used on top.
type shelf struct {
	top  *chunk
	kept int
}

// get returns an empty chunk with room for size bytes, or for some of them. first says that it is the
// first of its outbox.
func (p *pool) get(size int, first bool) *chunk {
	switch {
	case size >= bigMin:
		return &chunk{buf: make([]byte, 0, size)}
	case first && size <= smallBytes:
		if c := p.small.take(); c != nil {
			return c
		}
		c := &struct {
			chunk
			mem [smallBytes]byte
		}{}
		c.buf = c.mem[:0]
		return &c.chunk
	}
	if c := p.large.take(); c != nil {
		return c
	}
	c := &struct {
		chunk
		mem [chunkBytes]byte
	}{}
	c.buf = c.mem[:0]
	return &c.chunk
}

// put takes back a chunk that nobody uses.
func (p *pool) put(c *chunk) {
	switch cap(c.buf) {
	case smallBytes:
		p.small.put(c, smallKept)
	case chunkBytes:
		p.large.put(c, chunksKept)
	}
}

func (s *shelf) take() *chunk {
	c := s.top
	if c != nil {
		s.top, c.next = c.next, nil
		s.kept--
	}
	return c
}

func (s *shelf) put(c *chunk, most int) {
	if s.kept < most {
		c.buf, c.from = c.buf[:0], 0
		s.top, c.next = c, s.top
		s.kept++
	}
}
