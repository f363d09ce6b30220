package stream

import (
	"syscall"

	"ravel/core"
	"ravel/core/port"
)

const (
	// directMin is the size from which what waits together with what is being written is offered to the
	// system at once: copying it would cost more than the system call that coalescing saves.
	directMin = 16 << 10
	// sendsMax is how many sends one flush of one connection makes before the others have their turn.
	sendsMax = 16
)

// Write is documented at core.Transport.
func (c *conn) Write(p []byte) (int, error) {
	if err := c.refusal(len(p)); err != nil {
		return 0, err
	}
	switch {
	case c.refused():
		return len(p), nil
	case c.out.n+len(p) >= directMin && c.direct():
		c.of.m.one[0] = p
		c.sendThrough(c.of.m.one[:])
		c.of.m.one[0] = nil
	default:
		c.out.add(&c.of.m.pool, p)
	}
	c.wrote(len(p))
	return len(p), nil
}

// WriteSequence is documented at core.Transport.
func (c *conn) WriteSequence(ps [][]byte) {
	n := 0
	for _, p := range ps {
		n += len(p)
	}
	switch {
	case c.refusal(n) != nil || c.refused():
		return
	case c.out.n+n >= directMin && c.direct():
		c.sendThrough(ps)
	default:
		for _, p := range ps {
			c.out.add(&c.of.m.pool, p)
		}
	}
	c.wrote(n)
}

// refusal is why n bytes cannot be written now, if so. It aborts a connection whose outbox is full.
func (c *conn) refusal(n int) error {
	switch {
	case c.state.gone():
		return core.ErrNotConnected
	case !c.state.writes():
		return core.ErrWriteClosed
	case n > 0 && c.out.n >= c.of.outboxMax:
		c.finish(core.ErrOutboxFull, abort)
		return core.ErrNotConnected
	}
	return nil
}

// wrote does what is due after n bytes were written.
func (c *conn) wrote(n int) {
	if n == 0 || c.state.gone() {
		return
	}
	if c.out.n > 0 && (!c.blocked || c.wanted&port.Write == 0) {
		c.ask()
	}
	if c.rare != nil && c.rare.producer != nil {
		c.producerWrote()
	}
}

// direct: bytes can go to the system at once.
func (c *conn) direct() bool {
	return !c.blocked && (c.rare == nil || len(c.rare.descriptors) == 0)
}

// sendThrough offers the system what waits and then ps, which are borrowed until return, and keeps a
// copy of what it does not take.
func (c *conn) sendThrough(ps [][]byte) {
	for len(ps) > 0 && !c.blocked && !c.state.gone() {
		waiting := c.out.n
		vec := c.out.slices(c.of.m.vec[:0])
		k := 0
		if c.out.allIn(vec) {
			k = copy(c.of.m.vec[len(vec):], ps)
		}
		n, err := c.push(c.of.m.vec[:len(vec)+k])
		c.out.advance(&c.of.m.pool, min(n, waiting))
		n -= min(n, waiting)
		for k > 0 && n >= len(ps[0]) {
			n -= len(ps[0])
			ps, k = ps[1:], k-1
		}
		if k > 0 {
			c.out.add(&c.of.m.pool, ps[0][n:])
			ps = ps[1:]
		}
		c.sent(err)
	}
	for _, p := range ps {
		c.out.add(&c.of.m.pool, p)
	}
	if c.state.gone() || c.refused() {
		c.out.drop(&c.of.m.pool)
	}
}

// push sends vec and lets go of its slices.
func (c *conn) push(vec [][]byte) (n int, err error) {
	if len(vec) == 1 {
		n, err = c.sock.Send(vec[0])
	} else {
		n, err = c.sock.SendV(vec)
	}
	clear(vec)
	c.of.m.traffic.Sent += uint64(n)
	return n, err
}

// send offers the system what waits and reports whether the connection lives on.
func (c *conn) send() bool {
	if c.rare != nil && len(c.rare.descriptors) > 0 {
		return c.sendWithDescriptors()
	}
	for range sendsMax {
		if c.out.n == 0 || c.blocked {
			return true
		}
		n, err := c.push(c.out.slices(c.of.m.vec[:0]))
		c.out.advance(&c.of.m.pool, n)
		if !c.sent(err) {
			return false
		}
	}
	c.blocked = c.out.n > 0 // not refused, but others wait as well
	return true
}

// SendNow is documented at port.Prompt.
func (c *conn) SendNow() {
	if c.asked && c.direct() && !c.state.gone() {
		c.send()
	}
}

// sent handles what a send returned and reports whether the connection lives on.
func (c *conn) sent(err error) bool {
	switch {
	case err == nil:
		return true
	case again(err) || errno(err) == syscall.ENOBUFS:
		c.blocked = true
		return true
	case errno(err) == syscall.EPIPE && c.refuse(err):
		return true
	}
	c.finish(lostAt("write", err), inOrder)
	return false
}

// refuse turns the peer's refusal to read more into the end of the write side alone, if the protocol
// knows of half-closing and still reads. It reports whether that was possible. The protocol is told in
// the next flush, for this may be inside a Write.
func (c *conn) refuse(err error) bool {
	_, ok := c.protocol.(core.HalfCloseHandler)
	if !ok || !c.state.reads() {
		return false
	}
	c.out.drop(&c.of.m.pool)
	r := c.more()
	c.dropUnsent()
	r.refusal, r.refused = lostAt("write", err), true
	c.ask()
	return true
}

// refused: the peer refuses to read more, and the protocol was not told yet. Until then what it writes
// is taken, for nobody.
func (c *conn) refused() bool { return c.rare != nil && c.rare.refused }

func (c *conn) writable() {
	if c.blocked {
		c.blocked = false
		if !c.send() {
			return
		}
	}
	c.settle(true)
}

// settle does what waited for the outbox to become empty, and tells the port what is wanted then. ready
// says that the socket was found ready for Write.
func (c *conn) settle(ready bool) {
	if c.out.n == 0 {
		c.emptied(ready)
	}
	// A flush that was asked for meanwhile comes in this phase and ends here as well.
	if !c.state.gone() && !c.asked {
		c.rewant()
	}
}

func (c *conn) emptied(ready bool) {
	if c.rare != nil {
		if c.rare.refused {
			c.rare.refused = false
			c.endRefused()
		}
		c.resumeProducer(ready)
	}
	if c.out.n > 0 || c.state.gone() {
		return // the producer wrote
	}
	switch c.state {
	case closing:
		if c.rare == nil || c.rare.producer == nil {
			c.close()
		}
	case closingFinishing:
		c.close()
	case finishing, readEndedFinishing:
		c.endWrite()
	}
}
