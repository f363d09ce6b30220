package stream

import (
	"io"

	"ravel/core"
	"ravel/core/port"
)

// discardReads is how many times input that nobody wants is read away before its socket is closed.
const discardReads = 8

// readable handles readiness of the input. What was wanted may have changed since in the same batch.
func (c *conn) readable(what port.Interest) {
	switch {
	case c.drained:
	case c.state.reads() && !c.paused:
		// What is stashed comes first, in the flush that ResumeReading asked for.
		if c.rare == nil || c.rare.stash.empty() {
			c.receive()
		}
	case c.state.closes():
		c.dropInput()
	case c.state.reads() && what&port.Closed != 0:
		c.stashInput()
	case c.state.reads() && what&port.Failed != 0:
		c.failedUnread()
	}
}

// receive reads once: level-triggered readiness brings the rest after the others had their turn.
func (c *conn) receive() {
	p, err := c.sock.Recv()
	if err != nil {
		c.inputEnded(err)
		return
	}
	c.of.m.traffic.Received += uint64(len(p))
	if c.takes {
		if fds := c.sock.(port.DescriptorPasser).Descriptors(); len(fds) > 0 {
			c.more().stash.add(p, fds)
			c.unstash()
			return
		}
	}
	c.tellData(p)
}

func (c *conn) tellData(p []byte) {
	defer c.recovered("DataReceived", c.protocol)
	c.protocol.DataReceived(p)
}

// inputEnded handles what Recv returned instead of bytes while the protocol reads.
func (c *conn) inputEnded(err error) {
	switch {
	case again(err):
	case err == io.EOF:
		c.drained = true
		c.peerEnd()
	default:
		c.finish(lostAt("read", err), inOrder)
	}
}

// peerEnd tells the protocol of the peer's end of stream: as the end of its direction if the protocol
// knows of half-closing, else as the end of the connection.
func (c *conn) peerEnd() {
	h, ok := c.protocol.(core.HalfCloseHandler)
	if !ok {
		c.cut(c.orderly())
		return
	}
	c.to(evPeerEnd)
	c.tellReadLost(h)
	switch {
	case c.state == bothEnded:
		c.finish(c.orderly(), inOrder)
	case !c.state.gone() && !c.asked:
		c.rewant()
	}
}

func (c *conn) tellReadLost(h core.HalfCloseHandler) {
	defer c.recovered("ReadConnectionLost", h)
	h.ReadConnectionLost()
}

// dropInput reads away what comes after LoseConnection while something still waits to be sent, or, once
// the peer has ended or failed, while a producer is registered.
func (c *conn) dropInput() {
	switch err := c.discard(); {
	case again(err):
	case err == io.EOF:
		c.rewant()
	default:
		c.finish(lostAt("read", err), inOrder)
	}
}

// discard reads input away, up to discardReads times, and returns how that ended: ErrWouldBlock also if
// there is more. Closing a socket with unread input would reset the connection, and a reset can
// destroy what the peer has not read yet.
func (c *conn) discard() error {
	if c.drained {
		return io.EOF
	}
	for range discardReads {
		_, err := c.sock.Recv()
		if c.takes {
			c.closeDescriptors(c.sock.(port.DescriptorPasser).Descriptors())
		}
		if err != nil {
			c.drained = err == io.EOF
			return err
		}
	}
	return port.ErrWouldBlock
}
