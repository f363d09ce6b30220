package tls

import "ravel/core"

// While reading is paused one record is read ahead: if it is close_notify, the peer's end is told at once.
// If it has bytes they wait, and the transport below is paused until reading goes on.

// PauseReading is documented at core.ReadPauser. Until the handshake is done only the protocol is spared.
func (c *conn) PauseReading() {
	if c.paused || c.Closing() || c.readEnded {
		return
	}
	c.paused = true
	if c.state == plain {
		c.holdBelow()
	}
}

// readAhead keeps p, which is lent, until reading goes on.
func (c *conn) readAhead(p []byte) {
	c.ahead = append([]byte(nil), p...)
	c.backlog = true
	c.holdBelow()
}

// ResumeReading is documented at core.ReadPauser.
func (c *conn) ResumeReading() {
	if c.paused && !c.Closing() {
		c.flow()
	}
}

// flow lets reading go on.
func (c *conn) flow() {
	c.paused = false
	if !c.state.shakes() {
		c.releaseBelow()
	}
	if c.backlog {
		c.later()
	}
}

func (c *conn) holdBelow() {
	if p, ok := c.below.(core.ReadPauser); ok {
		p.PauseReading()
	}
}

func (c *conn) releaseBelow() {
	if p, ok := c.below.(core.ReadPauser); ok {
		p.ResumeReading()
	}
}
