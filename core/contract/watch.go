package contract

import (
	"errors"
	"net"

	"ravel/core"
	"ravel/core/wrap"
)

// poison is what a copy holds once the loan has ended.
const poison = 0xDB

// Watch is p with a monitor around it and around the Transport that it will be handed. It serves one
// connection. report is called with each row that either side breaks, before the event goes through; it
// must not call back into the connection.
//
// The result is a core.HalfCloseHandler and DescriptorReceiver if p is, and has Unwrap() core.Protocol.
func Watch(p core.Protocol, report func(Violation)) core.Protocol {
	return wrap.Protocol(&protocol{newConn(p, report)}, p)
}

// A conn is one watched connection.
type conn struct {
	monitor
	p core.Protocol
	t core.Transport // nil before ConnectionMade

	life, reading, descriptors, writing, producing State

	callbacks     int       // of p that run
	calls         int       // of t that run
	local, remote net.Addr  // at ConnectionMade
	aborted       bool      // by AbortConnection alone
	refused       bool      // the peer has refused to read more
	producer      *producer // registered
	onLost        func()    // after p's ConnectionLost
}

func newConn(p core.Protocol, report func(Violation)) *conn {
	return &conn{
		monitor: newMonitor(p, report), p: p, onLost: func() {},
		life: Fresh, reading: Flowing, descriptors: Paid, writing: Writable, producing: NoProducer,
	}
}

// finish asks for the end.
func (c *conn) finish() {
	if c.life == Open || c.life == Losing || c.life == Aborting {
		c.broken("T-030", "the end of the reactor in state %q", c.life)
	}
}

// enter begins a callback.
func (c *conn) enter(e Event, states ...*State) {
	switch {
	case c.calls > 0:
		c.broken("T-028", "%v inside a call", e)
	case c.callbacks > 0:
		c.broken("T-029", "%v inside a callback", e)
	}
	c.callbacks++
	c.move(e, states...)
}

func (c *conn) leave() { c.callbacks-- }

// A protocol is what the Transport sees of a conn.
type protocol struct{ *conn }

// Unwrap is the Protocol that is watched.
func (p *protocol) Unwrap() core.Protocol { return p.p }

// ConnectionMade implements core.Protocol.
func (p *protocol) ConnectionMade(t core.Transport) {
	p.enter(ConnectionMade, &p.life)
	defer p.leave()
	if t == nil {
		p.broken("T-025", "nil")
		p.p.ConnectionMade(nil)
		return
	}
	p.t, p.local, p.remote = t, t.LocalAddr(), t.RemoteAddr()
	p.checkAddresses()
	p.p.ConnectionMade(wrap.Transport(&transport{p.conn}, t))
}

// DataReceived implements core.Protocol.
func (p *protocol) DataReceived(lent []byte) {
	p.enter(DataReceived, &p.life, &p.reading, &p.descriptors)
	defer p.leave()
	if len(lent) == 0 {
		p.broken("T-021", "no byte")
	}
	again := append(make([]byte, 0, len(lent)), lent...)
	defer spoil(again)
	p.p.DataReceived(again)
}

// DescriptorReceived implements core.DescriptorReceiver.
func (p *protocol) DescriptorReceived(fd int) {
	p.enter(DescriptorReceived, &p.life, &p.reading, &p.descriptors)
	defer p.leave()
	p.p.(core.DescriptorReceiver).DescriptorReceived(fd)
}

// ReadConnectionLost implements core.HalfCloseHandler.
func (p *protocol) ReadConnectionLost() {
	p.enter(ReadConnectionLost, &p.life, &p.reading, &p.descriptors)
	defer p.leave()
	p.p.(core.HalfCloseHandler).ReadConnectionLost()
}

// WriteConnectionLost implements core.HalfCloseHandler.
func (p *protocol) WriteConnectionLost() {
	p.refused = p.refused || p.writing == Writable
	p.enter(WriteConnectionLost, &p.life, &p.writing)
	defer p.leave()
	p.p.(core.HalfCloseHandler).WriteConnectionLost()
}

// ConnectionLost implements core.Protocol.
func (p *protocol) ConnectionLost(reason error) {
	p.enter(ConnectionLost, &p.life, &p.producing)
	defer p.leave()
	defer p.onLost()
	if !isLoss(reason) {
		p.broken("T-022", "%v", reason)
	}
	if p.aborted && !errors.Is(reason, core.ErrConnectionAborted) && !errors.As(reason, new(*core.PanicError)) {
		p.broken("T-023", "%v", reason)
	}
	if p.t != nil {
		p.checkClosing(ConnectionLost)
		p.checkAddresses()
	}
	p.p.ConnectionLost(reason)
}

// isLoss is true of a reason that a connection can end with.
func isLoss(reason error) bool {
	return errors.Is(reason, core.ErrConnectionDone) != errors.Is(reason, core.ErrConnectionLost)
}

func (c *conn) checkClosing(e Event) {
	if !c.t.Closing() {
		c.broken("T-024", "false after %v", e)
	}
}

func (c *conn) checkAddresses() {
	c.checkAddress("LocalAddr", c.local, c.t.LocalAddr())
	c.checkAddress("RemoteAddr", c.remote, c.t.RemoteAddr())
}

func (c *conn) checkAddress(name string, was, is net.Addr) {
	switch {
	case is == nil:
		c.broken("T-026", "a nil %s", name)
	case was != nil && (was.Network() != is.Network() || was.String() != is.String()):
		c.broken("T-027", "%s %v, which was %v", name, is, was)
	}
}

// spoil ends the loan of p.
func spoil(p []byte) {
	for i := range p {
		p[i] = poison
	}
}
