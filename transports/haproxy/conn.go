package haproxy

import (
	"fmt"

	"ravel/core"
	"ravel/core/wrap"
)

// A conn is a protocol that reads the header, and then one that hands everything on.
//
// Whether it has to outlive the end of one direction it cannot know before it has built the protocol that
// would say so. So it always does, and does what the reactor would have done for one that does not.
type conn struct {
	server *server
	parser Parser
	t      core.Transport
	timer  *core.DelayedCall // the header's time, and later what hands over held
	inner  core.Protocol
	shaken bool // HandshakeCompleted came before the header
	ended  bool // the peer's direction has ended, and that was the end for inner
	over   bool // there will be no protocol

	// A protocol that has paused reading in ConnectionMade gets what came with the header when it resumes,
	// and the end of stream behind it.
	paused  bool
	held    []byte
	heldEnd bool
}

// ConnectionMade waits for the header.
func (c *conn) ConnectionMade(t core.Transport) {
	c.t = t
	if s := c.server; s.config.Timeout > 0 {
		c.timer = s.clock.CallLater(s.config.Timeout, func() { c.reject(core.ErrTimeout) })
	}
}

// DataReceived reads the header, and then is the protocol's.
func (c *conn) DataReceived(p []byte) {
	switch {
	case c.held != nil:
		c.held = append(c.held, p...)
	case c.inner != nil:
		c.inner.DataReceived(p)
	case !c.over:
		h, rest, done, err := c.parser.Feed(p)
		switch {
		case err != nil:
			c.reject(err)
		case done:
			c.begin(h, rest)
		}
	}
}

// begin builds the protocol.
func (c *conn) begin(h Header, rest []byte) {
	c.stopTimer()
	t := &transport{wrap.TransportBase{Inner: c.t}, c, h}
	p, err := c.server.Inner.BuildProtocol(t.RemoteAddr())
	if err != nil || p == nil {
		c.over = true
		c.t.LoseConnection()
		if err != nil {
			panic(fmt.Errorf("BuildProtocol for %v: %w", t.RemoteAddr(), err))
		}
		return
	}
	c.inner = p
	p.ConnectionMade(wrap.Transport(t, c.t))
	if c.shaken {
		c.HandshakeCompleted()
	}
	switch {
	case len(rest) == 0 || c.t.Closing():
	case c.paused:
		c.held = append([]byte(nil), rest...)
	default:
		p.DataReceived(rest)
	}
}

// resumed has what is held handed over, but not inside the protocol's call.
func (c *conn) resumed() {
	c.paused = false
	if c.held != nil {
		c.stopTimer()
		c.timer = c.server.clock.CallLater(0, c.release)
	}
}

// release hands over what is held.
func (c *conn) release() {
	if c.paused || c.held == nil {
		return
	}
	held := c.held
	c.held = nil
	if !c.t.Closing() {
		c.inner.DataReceived(held)
	}
	if c.heldEnd && !c.t.Closing() {
		c.heldEnd = false
		c.ReadConnectionLost()
	}
}

func (c *conn) reject(err error) {
	c.over = true
	c.stopTimer()
	c.t.AbortConnection()
	c.rejected(err)
}

func (c *conn) rejected(err error) {
	if tell := c.server.config.Rejected; tell != nil {
		tell(c.t.RemoteAddr(), err)
	}
}

func (c *conn) stopTimer() {
	if c.timer != nil {
		c.timer.Cancel()
	}
}

// ReadConnectionLost is the protocol's, if it outlives that.
func (c *conn) ReadConnectionLost() {
	if c.held != nil {
		c.heldEnd = true
		return
	}
	if h, ok := c.inner.(core.HalfCloseHandler); ok {
		h.ReadConnectionLost()
		return
	}
	c.end()
}

// WriteConnectionLost is the protocol's, if it outlives that.
func (c *conn) WriteConnectionLost() {
	if h, ok := c.inner.(core.HalfCloseHandler); ok {
		h.WriteConnectionLost()
		return
	}
	c.end()
}

// end ends the connection in order, with nobody producing any more.
func (c *conn) end() {
	c.ended = true
	if k, ok := c.t.(core.Consumer); ok {
		k.UnregisterProducer()
	}
	c.t.LoseConnection()
}

// HandshakeCompleted is the protocol's, if it wants to know and was built by then.
func (c *conn) HandshakeCompleted() {
	c.shaken = true
	if h, ok := c.inner.(core.HandshakeHandler); ok {
		h.HandshakeCompleted()
	}
}

// ConnectionLost is told to the protocol, if there is one.
func (c *conn) ConnectionLost(reason error) {
	c.stopTimer()
	c.held = nil
	switch {
	case c.inner != nil && c.ended:
		c.inner.ConnectionLost(core.ErrConnectionDone)
	case c.inner != nil:
		c.inner.ConnectionLost(reason)
	case !c.over:
		c.over = true
		c.rejected(reason)
	}
}
