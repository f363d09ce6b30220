package stream

import (
	"net"

	"ravel/core"
	"ravel/core/port"
)

// A conn is one connection: the transport of a protocol over a port.Stream. What a protocol gets is a
// tcpConn, a unixConn or, where the port passes no descriptors, a bare conn, so that assertion tells
// what the transport can do. An idle conn holds no buffers.
type conn struct {
	// What every chunk touches comes first, so that it shares cache lines.
	of       *common
	sock     port.Stream // nil once gone
	protocol core.Protocol
	out      outbox

	state   state
	wanted  port.Interest // what sock was last asked for
	asked   bool          // the loop was asked for a flush
	blocked bool          // the system takes no more until sock is ready for Write
	paused  bool          // PauseReading
	drained bool          // the peer's end of stream has been read
	takes   bool          // descriptors that arrive are for the protocol

	rare *rare
	links[conn]
	peer      port.Peer
	serial    uint64     // its number among those that were made
	reason    error      // what ConnectionLost is told, once gone
	connector *connector // of a dialled connection
}

// A rare is what most connections never need.
type rare struct {
	local port.Addr // once gone
	producing
	stash
	descriptors []sentDescriptor
	refusal     error // the peer refused to read more; why
	refused     bool  // that is still to be told
}

// more is the rare part, made if need be.
func (c *conn) more() *rare {
	if c.rare == nil {
		c.rare = &rare{}
	}
	return c.rare
}

var (
	_ core.Transport  = (*conn)(nil)
	_ core.HalfCloser = (*conn)(nil)
	_ core.ReadPauser = (*conn)(nil)
	_ core.Consumer   = (*conn)(nil)
	_ core.Buffered   = (*conn)(nil)
	_ core.TCPOptions = (*tcpConn)(nil)
	_ port.Prompt     = (*conn)(nil)

	_ core.DescriptorSender = (*unixConn)(nil)
)

// newConn makes the connection over s and the transport that its protocol will be given.
func newConn(of *common, s port.Stream) (*conn, core.Transport) {
	var c *conn
	var t core.Transport
	_, table := of.m.loop.Port().(port.DescriptorTable)
	_, passer := s.(port.DescriptorPasser)
	switch {
	case of.network == "tcp":
		tc := &tcpConn{}
		c, t = &tc.conn, tc
	case table && passer:
		uc := &unixConn{}
		c, t = &uc.conn, uc
	default:
		c = &conn{}
		t = c
	}
	c.of, c.sock = of, s
	s.Attach((*driver)(c))
	return c, t
}

// start begins the connection's life: ConnectionMade of p with t, which is c's transport, or with what is left of
// it on a socket that can do less. It returns that.
func (c *conn) start(p core.Protocol, t core.Transport, peer port.Addr) core.Transport {
	t = c.facing(t)
	c.protocol = p
	c.peer.Set(peer)
	c.to(evMade)
	c.of.m.conns.add(c)
	c.of.m.traffic.Made++
	c.of.m.traffic.Connections++
	c.serial = c.of.m.traffic.Made
	if _, ok := p.(core.DescriptorReceiver); ok {
		c.takeDescriptors()
	}
	c.tellMade(t)
	// A flush that was asked for comes in this phase and ends with the same.
	if !c.asked && !c.state.gone() {
		c.rewant()
	}
	return t
}

func (c *conn) tellMade(t core.Transport) {
	defer c.recovered("ConnectionMade", c.protocol)
	c.protocol.ConnectionMade(t)
}

// A driver is a conn as the loop sees it. It is another type so that a protocol's transport has none
// of these methods.
type driver conn

func (d *driver) Ready(what port.Interest) { (*conn)(d).ready(what) }
func (d *driver) Flush()                   { (*conn)(d).flush() }
func (d *driver) End()                     { (*conn)(d).end() }

func (c *conn) ready(what port.Interest) {
	switch {
	case c.state == making:
		c.connector.ready()
		return
	case c.state.gone(): // earlier in the same batch
		return
	}
	// Reading comes first: what the peer sent before it reset the connection is still there, and a
	// failing Send would end it.
	if what&(port.Read|port.Closed|port.Failed) != 0 {
		c.readable(what)
	}
	if what&port.Write != 0 && !c.state.gone() {
		c.writable()
	}
}

// ask asks the loop for a flush at the end of this phase.
func (c *conn) ask() {
	if !c.asked {
		c.asked = true
		c.of.m.loop.Flush((*driver)(c))
	}
}

func (c *conn) flush() {
	c.asked = false
	if c.state.gone() {
		return
	}
	if c.rare != nil && !c.unstash() {
		return
	}
	if !c.blocked && !c.send() {
		return
	}
	c.settle(false)
}

// rewant tells the port what is wanted now.
func (c *conn) rewant() {
	w := c.interest()
	if w != c.wanted {
		c.wanted = w
		c.sock.Want(w)
	}
}

func (c *conn) interest() (w port.Interest) {
	if c.blocked || c.rare != nil && c.rare.pulls() {
		w = port.Write
	}
	switch {
	case c.drained:
	case c.state.reads() && !c.paused && (c.rare == nil || c.rare.stash.empty()):
		w |= port.Read
	case c.state.reads() && c.paused && (c.rare == nil || !c.rare.stash.full()):
		w |= port.Closed
	case c.state.reads() && c.paused && c.state.writes():
		w |= port.Failed
	case c.state.closes() && c.blocked:
		// The peer may be closing as well, and take no more before we do.
		w |= port.Read
	case c.state.closes():
		w |= port.Closed
	}
	return w
}

// LocalAddr is documented at core.Transport.
func (c *conn) LocalAddr() net.Addr {
	if c.of.local != (port.Addr{}) {
		return c.of.addr(c.of.local)
	}
	if c.sock == nil {
		return c.of.addr(c.rare.local)
	}
	return c.of.addr(c.sock.LocalAddr())
}

// RemoteAddr is documented at core.Transport.
func (c *conn) RemoteAddr() net.Addr { return c.of.addr(c.peer.Addr()) }

// Closing is documented at core.Transport.
func (c *conn) Closing() bool { return c.state.closes() }

// Buffered is documented at core.Buffered.
func (c *conn) Buffered() int { return c.out.n }
