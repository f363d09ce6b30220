package tls

import (
	stdtls "crypto/tls"
	"fmt"
	"net"

	"ravel/core"
	"ravel/core/port"
)

// A conn is one connection: the transport that the protocol above is given, over the transport below. What
// the transport below calls is its driver.
type conn struct {
	of       *shared
	config   *stdtls.Config // nil until StartTLS
	client   bool
	below    core.Transport
	protocol core.Protocol
	tls      *stdtls.Conn // nil while plain
	wire     wire
	shake    *handshake // nil before and after
	agreed   stdtls.ConnectionState
	told     func(reason error) // before ConnectionLost
	reason   error              // what ConnectionLost is told, if that is decided here
	deadline *core.DelayedCall  // of the handshake, or of the close
	moved    int                // what had left when the close's began

	pending []byte // written and not sealed into records yet
	whole   bool   // pending is a buffer of shared's
	sealed  int    // bytes sealed since nothing waited below, and
	cipher  int    // what became of them
	producing

	state   state
	inside  int8 // callbacks of the driver that run
	asked   bool // for a flush
	sealing bool
	paused  bool // PauseReading
	backlog bool // input that has arrived may wait in tls, in the wire or in ahead

	ahead []byte // a record that was read in search of close_notify while paused

	readEnded   bool // the peer's close_notify was read
	belowEnded  bool // the end of stream below came behind a backlog
	writeEnding bool // LoseWriteConnection
	notifying   bool // close_notify is next
	notifyOut   bool // it was given to the transport below
	notifyLeft  bool // and has left it
}

var (
	_ core.Transport    = (*conn)(nil)
	_ core.HalfCloser   = (*conn)(nil)
	_ core.ReadPauser   = (*conn)(nil)
	_ core.Consumer     = (*conn)(nil)
	_ core.Buffered     = (*conn)(nil)
	_ core.TLSTransport = (*conn)(nil)
	_ port.Prompt       = (*conn)(nil)
	_ core.TCPOptions   = (*tcpConn)(nil)
	_ core.TLSStarter   = (*startConn)(nil)
	_ core.TLSStarter   = (*tcpStartConn)(nil)
	_ core.TCPOptions   = (*tcpStartConn)(nil)
)

// A tcpConn is a conn over TCP.
type tcpConn struct {
	*conn
	core.TCPOptions
}

// A tcpStartConn is a startConn over TCP.
type tcpStartConn struct {
	startConn
	core.TCPOptions
}

// transport is c with what it can do, for the protocol above.
func (c *conn) transport() core.Transport {
	options, tcp := c.below.(core.TCPOptions)
	switch {
	case c.config == nil && tcp:
		return &tcpStartConn{startConn{c}, options}
	case c.config == nil:
		return &startConn{c}
	case tcp:
		return &tcpConn{c, options}
	}
	return c
}

// A driver is a conn as the transport below sees it: its protocol. It is another type so that the
// transport above has none of these methods.
type driver conn

var _ core.HalfCloseHandler = (*driver)(nil)

// Unwrap is the protocol above, whom a panic belongs to.
func (d *driver) Unwrap() core.Protocol { return d.protocol }

// ConnectionMade tells the protocol above, then begins the handshake.
func (d *driver) ConnectionMade(t core.Transport) {
	c := (*conn)(d)
	c.below, c.wire.below = t, t
	if c.config != nil {
		c.to(evStart)
	}
	c.enter()
	defer c.leave()
	c.protocol.ConnectionMade(c.transport())
	if c.config != nil && !c.state.gone() {
		c.start(c.config)
	}
	c.work()
	if c.client {
		c.SendNow()
	}
}

// DataReceived takes what has arrived.
func (d *driver) DataReceived(p []byte) {
	c := (*conn)(d)
	c.enter()
	defer c.leave()
	shook := c.state.shakes()
	if c.state == plain {
		c.protocol.DataReceived(p)
	} else {
		c.arrived(p)
	}
	c.work()
	if shook {
		c.SendNow()
	}
}

// Flush does what was put off to the end of a phase of the turn.
func (d *driver) Flush() {
	c := (*conn)(d)
	c.asked = false
	if c.state == lost {
		return
	}
	c.enter()
	defer c.leave()
	defer c.recovered("a callback", c.protocol)
	c.work()
}

func (c *conn) enter() { c.inside++ }

// leave ends a callback. Input that was lent to it is kept, unless there is nobody for it any more.
func (c *conn) leave() {
	c.inside--
	if c.state.gone() || c.readEnded {
		c.wire.in = nil
	}
	c.wire.keep()
}

// recovered ends the connection if the deferring function panicked, which called in of v, where nobody
// below guards the call.
func (c *conn) recovered(in string, of any) {
	v := recover()
	if v == nil {
		return
	}
	err, again := c.of.panicked(named(in, of), v)
	if !c.state.gone() {
		c.reason = err
		c.depart()
	}
	if again {
		panic(v)
	}
}

// named says whose callback in is, also behind wrappers.
func named(in string, of any) string {
	for {
		w, ok := of.(interface{ Unwrap() core.Protocol })
		if !ok {
			return fmt.Sprintf("%s of %T", in, of)
		}
		of = w.Unwrap()
	}
}

// work does what is due at the end of a callback: it reads what was held back, seals what was written, and
// closes if that is what remains.
func (c *conn) work() {
	if c.backlog && c.flows() {
		c.read()
	}
	c.settle()
}

// ask has work done soon: at the end of the present callback, or of the phase of the turn. Without a loop
// only what calls no protocol can be done, and is done at once.
func (c *conn) ask() {
	switch {
	case c.inside > 0 || c.asked:
	case c.of.loop != nil:
		c.asked = true
		c.of.loop.Flush((*driver)(c))
	default:
		c.settle()
	}
}

// later has work done after the present call, whatever it calls.
func (c *conn) later() {
	switch {
	case c.inside > 0 || c.asked:
	case c.of.loop != nil:
		c.ask()
	default:
		c.asked = true
		c.of.clock.CallLater(0, (*driver)(c).Flush)
	}
}

// Unwrap is the transport below.
func (c *conn) Unwrap() core.Transport { return c.below }

// LocalAddr is documented at core.Transport.
func (c *conn) LocalAddr() net.Addr { return c.below.LocalAddr() }

// RemoteAddr is documented at core.Transport.
func (c *conn) RemoteAddr() net.Addr { return c.below.RemoteAddr() }

// Closing is documented at core.Transport.
func (c *conn) Closing() bool { return c.state.closes() || c.below.Closing() }

// ConnectionState is documented at core.TLSTransport.
func (c *conn) ConnectionState() stdtls.ConnectionState { return c.agreed }
