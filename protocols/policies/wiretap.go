package policies

import (
	"net"

	"ravel/core"
	"ravel/core/wrap"
)

// A TapKind says what happened on a connection.
type TapKind uint8

const (
	Made TapKind = iota
	Received
	Written
	Lost
)

var tapNames = [...]string{"made", "received", "written", "lost"}

func (k TapKind) String() string { return tapNames[k] }

// A Tap is one thing that happened on a connection.
type Tap struct {
	// Conn numbers the connections of one Wiretap from 1.
	Conn int
	Kind TapKind
	// Data is what was received, or written while the transport took it. It is lent until the function
	// returns.
	Data []byte
	// Reason is why the connection was lost.
	Reason        error
	Local, Remote net.Addr
}

// Wiretap tells tell everything that happens on each connection: what is received before the protocol is told,
// what is written once the transport has taken it. tell must not do anything to the connection.
func Wiretap(tell func(t Tap)) Middleware {
	connections := 0
	return func(f core.Factory) core.Factory {
		return wrap.Each(f, func(p core.Protocol, _ net.Addr) core.Protocol {
			connections++
			return wrap.Protocol(&tapped{ProtocolBase: wrap.ProtocolBase{Inner: p}, tell: tell, number: connections}, p)
		})
	}
}

type tapped struct {
	wrap.ProtocolBase
	tell   func(t Tap)
	number int
	t      core.Transport
}

func (c *tapped) say(kind TapKind, data []byte, reason error) {
	c.tell(Tap{Conn: c.number, Kind: kind, Data: data, Reason: reason, Local: c.t.LocalAddr(), Remote: c.t.RemoteAddr()})
}

func (c *tapped) ConnectionMade(t core.Transport) {
	c.t = t
	c.say(Made, nil, nil)
	c.Inner.ConnectionMade(wrap.Transport(&tappedTransport{wrap.TransportBase{Inner: t}, c}, t))
}

func (c *tapped) DataReceived(p []byte) {
	c.say(Received, p, nil)
	c.Inner.DataReceived(p)
}

func (c *tapped) ConnectionLost(reason error) {
	c.say(Lost, nil, reason)
	c.Inner.ConnectionLost(reason)
}

type tappedTransport struct {
	wrap.TransportBase
	conn *tapped
}

func (t *tappedTransport) Write(p []byte) (int, error) {
	n, err := t.Inner.Write(p)
	if n > 0 {
		t.conn.say(Written, p[:n], nil)
	}
	return n, err
}

// WriteSequence is Write of each in turn: what is taken of a sequence nobody is told.
func (t *tappedTransport) WriteSequence(ps [][]byte) {
	for _, p := range ps {
		t.Write(p)
	}
}
