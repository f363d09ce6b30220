package stream

import (
	"io"

	"ravel/core"
	"ravel/core/port"
)

// stashMax is how many bytes are read ahead, while reading is paused, in search of the peer's end. What
// the last receive brings comes on top. What stands behind still more shows after ResumeReading, a reset too.
const stashMax = 64 << 10

// A stash is what had to be read while the protocol did not want it: the peer has ended or failed, and
// which of the two shows only behind the bytes before it.
type stash struct {
	bytes []byte
	fds   []receivedDescriptor
	end   bool // the peer's end of stream stands behind them
}

// add copies p, which is lent, behind what is stashed. fds came with p's first byte and are given.
func (s *stash) add(p []byte, fds []int) {
	for _, fd := range fds {
		s.fds = append(s.fds, receivedDescriptor{before: len(s.bytes), fd: fd})
	}
	s.bytes = append(s.bytes, p...)
}

func (s *stash) empty() bool { return len(s.bytes) == 0 && len(s.fds) == 0 && !s.end }
func (s *stash) full() bool  { return len(s.bytes) >= stashMax || s.end }

// next takes what is to be told next: a descriptor, or the bytes up to one. ok is false if nothing is there.
func (s *stash) next() (p []byte, fd int, ok bool) {
	if len(s.fds) > 0 && s.fds[0].before == 0 {
		fd = s.fds[0].fd
		s.fds = s.fds[1:]
		return nil, fd, true
	}
	n := len(s.bytes)
	if len(s.fds) > 0 {
		n = s.fds[0].before
	}
	if n == 0 {
		return nil, 0, false
	}
	p, s.bytes = s.bytes[:n:n], s.bytes[n:]
	for i := range s.fds {
		s.fds[i].before -= n
	}
	if len(s.bytes) == 0 {
		s.bytes = nil
	}
	return p, 0, true
}

// PauseReading is documented at core.ReadPauser.
func (c *conn) PauseReading() {
	if c.paused || c.state.closes() {
		return
	}
	c.paused = true
	c.ask()
}

// ResumeReading is documented at core.ReadPauser.
func (c *conn) ResumeReading() {
	if !c.paused || c.state.closes() {
		return
	}
	c.paused = false
	c.ask()
}

// stashInput reads ahead: the peer has ended or failed while reading is paused.
func (c *conn) stashInput() {
	for c.rare == nil || !c.rare.stash.full() {
		p, err := c.sock.Recv()
		if err != nil {
			c.stashedAll(err)
			return
		}
		c.of.m.traffic.Received += uint64(len(p))
		var fds []int
		if c.takes {
			fds = c.sock.(port.DescriptorPasser).Descriptors()
		}
		c.more().stash.add(p, fds)
	}
	c.rewant()
}

// failedUnread ends a connection that has failed behind more unread input than is stashed.
func (c *conn) failedUnread() {
	if err := c.sock.Connected(); err != nil {
		c.finish(lostAt("read", err), inOrder)
	}
}

// stashedAll handles what Recv returned behind the stashed bytes: an error ends the connection without
// waiting for the protocol to resume, the end of stream waits behind bytes.
func (c *conn) stashedAll(err error) {
	if err != io.EOF || c.rare == nil || c.rare.stash.empty() {
		c.inputEnded(err)
		return
	}
	c.drained, c.rare.stash.end = true, true
	c.rewant()
}

// unstash tells the protocol what was stashed, unless reading is paused, and reports whether the
// connection lives on.
func (c *conn) unstash() bool {
	s := &c.rare.stash
	for !c.paused && c.state.reads() {
		p, fd, ok := s.next()
		switch {
		case !ok && !s.end:
			return true
		case !ok:
			c.stashedEnd()
		case p == nil:
			c.tellDescriptor(fd)
		default:
			c.tellData(p)
		}
	}
	// Paused by a callback in between: nothing may be left but the end of stream, which waits for nobody.
	if c.state.reads() && s.end && len(s.bytes) == 0 && len(s.fds) == 0 {
		c.stashedEnd()
	}
	return !c.state.gone()
}

// stashedEnd tells the end of stream that is all that is left. What the protocol has answered to the bytes before it
// leaves first: had it not paused, the end would have come in a later turn.
func (c *conn) stashedEnd() {
	c.rare.stash.end = false
	if c.blocked || c.send() {
		c.peerEnd()
	}
}

func (c *conn) tellDescriptor(fd int) {
	defer c.recovered("DescriptorReceived", c.protocol)
	c.protocol.(core.DescriptorReceiver).DescriptorReceived(fd)
}
