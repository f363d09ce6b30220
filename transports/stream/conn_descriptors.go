package stream

import (
	"ravel/core"
	"ravel/core/port"
)

// descriptorsMax is how many descriptors wait on one connection; one more aborts it as a full outbox does.
const descriptorsMax = 1024

// A unixConn is a conn that passes descriptors.
type unixConn struct{ conn }

// A sentDescriptor waits to travel with the byte that has before bytes in front of it in the outbox.
type sentDescriptor struct {
	before int
	fd     int // a duplicate, ours
}

// A receivedDescriptor came with the stashed byte that has before bytes in front of it.
type receivedDescriptor struct {
	before int
	fd     int
}

// SendDescriptor is documented at core.DescriptorSender. The byte that fd travels with must be written in
// the same phase of the turn; a flush that finds none ends the connection with core.ErrDescriptorOverrun.
func (c *unixConn) SendDescriptor(fd int) error {
	switch {
	case c.state.closes():
		return core.ErrNotConnected
	case !c.state.writes():
		return core.ErrWriteClosed
	case c.refused():
		return nil
	}
	r := c.more()
	if len(r.descriptors) == descriptorsMax {
		c.finish(core.ErrOutboxFull, abort)
		return core.ErrNotConnected
	}
	duplicate, err := c.table().DuplicateDescriptor(fd)
	if err != nil {
		return err
	}
	before := c.out.n
	if n := len(r.descriptors); n > 0 {
		before = max(before, r.descriptors[n-1].before+1)
	}
	r.descriptors = append(r.descriptors, sentDescriptor{before, duplicate})
	c.ask()
	return nil
}

func (c *conn) table() port.DescriptorTable { return c.of.m.loop.Port().(port.DescriptorTable) }

// sendWithDescriptors is send while descriptors wait: each send ends before the byte of the next one.
func (c *conn) sendWithDescriptors() bool {
	r := c.rare
	for range sendsMax {
		if c.blocked || c.out.n == 0 {
			break
		}
		n, fds := c.out.n, r.descriptors
		if len(fds) > 0 && fds[0].before == 0 {
			fds = fds[1:]
		}
		if len(fds) > 0 {
			n = min(n, fds[0].before)
		}
		if !c.sent(c.sendUpTo(n)) {
			return false
		}
	}
	if n := len(r.descriptors); n > 0 && r.descriptors[n-1].before >= c.out.n {
		c.finish(core.ErrDescriptorOverrun, inOrder)
		return false
	}
	c.blocked = c.out.n > 0 // by the system, or because others wait as well
	return true
}

// sendUpTo sends some of the first n waiting bytes, with the descriptor that belongs to the first one.
func (c *conn) sendUpTo(n int) error {
	r, p := c.rare, c.out.head.unsent()
	p = p[:min(n, len(p))]
	var sent int
	var err error
	if len(r.descriptors) > 0 && r.descriptors[0].before == 0 {
		one := [1]int{r.descriptors[0].fd}
		sent, err = c.sock.(port.DescriptorPasser).SendDescriptors(p, one[:])
		if sent > 0 {
			c.closeDescriptors(one[:])
			r.descriptors = r.descriptors[1:]
		}
	} else {
		sent, err = c.sock.Send(p)
	}
	c.of.m.traffic.Sent += uint64(sent)
	c.out.advance(&c.of.m.pool, sent)
	for i := range r.descriptors {
		r.descriptors[i].before -= sent
	}
	if len(r.descriptors) == 0 {
		r.descriptors = nil
	}
	return err
}

// takeDescriptors has the port keep the descriptors that arrive, for a protocol that takes them.
func (c *conn) takeDescriptors() {
	if d, ok := c.sock.(port.DescriptorPasser); ok {
		d.AcceptDescriptors(true)
		c.takes = true
	}
}

func (c *conn) closeDescriptors(fds []int) {
	if len(fds) == 0 {
		return
	}
	t, ok := c.of.m.loop.Port().(port.DescriptorTable)
	for _, fd := range fds {
		if ok {
			t.CloseDescriptor(fd)
		}
	}
}

// dropUnsent closes the descriptors that wait to be sent.
func (c *conn) dropUnsent() {
	for _, d := range c.rare.descriptors {
		c.closeDescriptors([]int{d.fd})
	}
	c.rare.descriptors = nil
}

// dropStash drops what was read ahead.
func (c *conn) dropStash() {
	for _, d := range c.rare.stash.fds {
		c.closeDescriptors([]int{d.fd})
	}
	c.rare.stash = stash{}
}
