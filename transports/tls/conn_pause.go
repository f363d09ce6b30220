package tls

import "ravel/core"

// PauseReading is documented at core.ReadPauser. Until the handshake is done only the protocol is spared.
func (c *conn) PauseReading() {
	if c.paused || c.Closing() || c.readEnded {
		return
	}
	c.paused = true
	if !c.state.shakes() {
		c.holdBelow()
	}
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
