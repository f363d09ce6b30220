package tls

import (
	"errors"
	"io"

	"ravel/core"
)

// heldMax is how much input a protocol that pauses reading has held here at most, over a transport that
// cannot be paused itself.
const heldMax = 1 << 20

var errHeldFull = errors.New("more arrived than a paused connection holds")

// arrived takes p, which is lent until the callback returns.
func (c *conn) arrived(p []byte) {
	if c.state.gone() || c.readEnded {
		return
	}
	c.wire.feed(p)
	if c.state.shakes() {
		if !c.advance() {
			return
		}
		c.shaken()
	}
	switch {
	case c.flows():
		c.read()
	case len(c.wire.in) > heldMax:
		c.fail("read", errHeldFull)
	default:
		c.backlog = true
	}
}

// flows: what arrives is read. While closing it is read for the peer's close_notify, and dropped.
func (c *conn) flows() bool {
	return c.state.secure() && !c.readEnded && (!c.paused || c.ahead == nil || c.state != open)
}

// read reads all that has arrived, as far as the protocol takes it.
func (c *conn) read() {
	c.backlog = false
	if p := c.ahead; p != nil {
		c.ahead = nil
		c.take(p)
	}
	p := c.of.take()
	defer c.of.put(p) // a panic of the protocol passes here too
	for c.flows() && !c.wire.spent() {
		n, err := c.tls.Read(p) // one record: p holds the largest
		if n > 0 {
			c.wire.cut.read()
			c.take(p[:n])
		}
		if c.state.gone() {
			break
		}
		if err != nil && (c.ahead == nil || err != io.EOF) {
			c.readFailed(err)
			break
		}
	}
	if c.belowEnded && c.flows() {
		c.belowEnded = false
		c.endBelow()
	}
}

// take takes bytes, which are lent: for the protocol, for later, or for nobody once it has lost the
// connection.
func (c *conn) take(p []byte) {
	switch {
	case c.state != open:
	case c.paused:
		c.readAhead(p)
	default:
		c.protocol.DataReceived(p)
	}
}

// readFailed handles the error of a Read, which is also that it would have to wait.
func (c *conn) readFailed(err error) {
	switch {
	case err == error(nothingYet{}):
		c.wire.cut.emptied()
	case err == io.EOF: // close_notify: the wire itself has no end
		c.peerEnd()
	case c.wire.gone: // crypto/tls could not answer, and misunderstands the rest
	default:
		c.fail("read", err)
	}
}

// peerEnd handles the peer's close_notify.
func (c *conn) peerEnd() {
	c.readEnded = true
	switch c.state {
	case closing: // what waits, and a producer, have their time
		return
	case notified:
		c.depart()
		return
	}
	h, ok := c.protocol.(core.HalfCloseHandler)
	if !ok {
		c.depart()
		return
	}
	h.ReadConnectionLost()
	if c.state == open && c.notifyLeft {
		c.depart()
	}
}

// ReadConnectionLost is the end of stream below.
func (d *driver) ReadConnectionLost() {
	c := (*conn)(d)
	c.enter()
	defer c.leave()
	switch {
	case c.state == plain:
		c.plainEnd()
	case c.state.gone():
	case c.state.shakes():
		c.fail("handshake", io.ErrUnexpectedEOF)
	case c.readEnded: // the peer may still read what we write
	case c.backlog && !c.flows():
		c.belowEnded = true
	default:
		c.endBelow()
	}
	c.work()
}

// plainEnd is the end of stream before TLS.
func (c *conn) plainEnd() {
	c.readEnded = true
	h, ok := c.protocol.(core.HalfCloseHandler)
	if !ok {
		c.end(core.ErrConnectionDone)
		return
	}
	h.ReadConnectionLost()
	if c.state == plain && c.notifyLeft {
		c.end(core.ErrConnectionDone)
	}
}

// endBelow handles an end of stream without close_notify. RFC 8446, 6.1: "If a transport-level close is
// received prior to a close_notify alert, the receiver cannot know that all the data that was sent has
// been received." Who has asked for the end does not care.
func (c *conn) endBelow() {
	if c.state == open {
		c.end(truncated("read"))
		return
	}
	c.depart()
}

func truncated(op string) error {
	return &core.LostError{Op: op, Reason: core.ErrConnectionLost, Err: io.ErrUnexpectedEOF}
}
