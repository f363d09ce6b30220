package stream

// An outbox is what waits to be sent on one connection. Empty, it holds no memory.
type outbox struct {
	head, tail *chunk
	n          int // waiting bytes
}

// add copies p, which is borrowed until return, behind what waits.
func (o *outbox) add(pl *pool, p []byte) {
	o.n += len(p)
	for len(p) > 0 {
		if o.tail == nil || o.tail.spare() == 0 {
			o.push(pl.get(len(p), o.tail == nil))
		}
		t := o.tail
		k := min(len(p), t.spare())
		t.buf = append(t.buf, p[:k]...)
		p = p[k:]
	}
}

func (o *outbox) push(c *chunk) {
	if o.tail == nil {
		o.head = c
	} else {
		o.tail.next = c
	}
	o.tail = c
}

// slices appends what waits to vec, as far as its capacity goes. The slices are lent until the next
// change of the outbox.
func (o *outbox) slices(vec [][]byte) [][]byte {
	for c := o.head; c != nil && len(vec) < cap(vec); c = c.next {
		vec = append(vec, c.unsent())
	}
	return vec
}

// allIn reports whether vec, which slices returned, is all that waits.
func (o *outbox) allIn(vec [][]byte) bool {
	n := 0
	for _, p := range vec {
		n += len(p)
	}
	return n == o.n
}

// advance forgets the first n waiting bytes, which have left.
func (o *outbox) advance(pl *pool, n int) {
	o.n -= n
	for n > 0 {
		c := o.head
		k := len(c.buf) - c.from
		if n < k {
			c.from += n
			return
		}
		n -= k
		o.pop(pl)
	}
}

// drop forgets everything.
func (o *outbox) drop(pl *pool) {
	for o.head != nil {
		o.pop(pl)
	}
	o.n = 0
}

func (o *outbox) pop(pl *pool) {
	c := o.head
	o.head = c.next
	if o.head == nil {
		o.tail = nil
	}
	c.next = nil
	pl.put(c)
}
