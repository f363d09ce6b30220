package fakes

import (
	"fmt"
	"net"
	"net/netip"
	"slices"

	"ravel/core"
)

const (
	// packetMax is the default of StringDatagramConfig.MaxPacket.
	packetMax = 8192
	// payloadMax is the longest datagram that UDP over IPv4 carries.
	payloadMax = 65507
)

// A StringDatagramConfig says what a StringDatagramTransport is like. The zero value works.
type StringDatagramConfig struct {
	// Local is where the port is bound. Default udp 10.0.0.1:1234.
	Local core.Addr
	// Remote is the peer of a port that is connected from the beginning. Default: none.
	Remote core.Addr
	// MaxPacket is the longest datagram received; longer ones are cut. Default 8192.
	MaxPacket int
}

// A Datagram is one that a protocol has sent.
type Datagram struct {
	To   core.Addr
	Data string
}

func (d Datagram) String() string { return fmt.Sprintf("%q to %v", d.Data, d.To) }

// A StringDatagramTransport is a core.DatagramTransport whose other side is the spec. As with a
// StringTransport nothing it is asked calls the protocol. The steps are Start, Feed, Refuse and Turn;
// inside a callback they panic. A protocol's panic goes through the step to the spec.
//
// It is a core.Broadcaster and MulticastTransport.
type StringDatagramTransport struct {
	config  StringDatagramConfig
	p       core.DatagramProtocol // nil before Start
	inside  bool
	sent    []Datagram
	taken   int
	ending  bool     // StopListening was called
	stopped bool     // and told
	done    []func() // to be called
	groups
}

var (
	_ core.DatagramTransport  = (*StringDatagramTransport)(nil)
	_ core.Broadcaster        = (*StringDatagramTransport)(nil)
	_ core.MulticastTransport = (*StringDatagramTransport)(nil)
)

// NewStringDatagramTransport is an open port that nothing has happened on. At most one c is given.
func NewStringDatagramTransport(c ...StringDatagramConfig) *StringDatagramTransport {
	if len(c) > 1 {
		panic("fakes: NewStringDatagramTransport takes at most one StringDatagramConfig")
	}
	t := &StringDatagramTransport{groups: groups{ttl: 1, loopback: true}}
	if len(c) == 1 {
		t.config = c[0]
	}
	if t.config.Local == (core.Addr{}) {
		t.config.Local = core.UDPAddr(netip.MustParseAddrPort("10.0.0.1:1234"))
	}
	if t.config.MaxPacket == 0 {
		t.config.MaxPacket = packetMax
	}
	return t
}

// WriteTo implements core.DatagramTransport. A stopped port returns core.ErrNotConnected.
func (t *StringDatagramTransport) WriteTo(p []byte, to core.Addr) error {
	switch {
	case t.ending:
		return core.ErrNotConnected
	case !t.reaches(to) || t.connected() && to != t.config.Remote:
		return fmt.Errorf("%w: %v from %v", core.ErrInvalidAddress, to, t.config.Local)
	case len(p) > payloadMax:
		return core.ErrMessageTooLong
	}
	t.sent = append(t.sent, Datagram{to, string(p)})
	return nil
}

// Write implements core.DatagramTransport.
func (t *StringDatagramTransport) Write(p []byte) (int, error) {
	if !t.connected() {
		return 0, core.ErrNotConnected
	}
	if err := t.WriteTo(p, t.config.Remote); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Connect implements core.DatagramTransport. A second time is core.ErrAlreadyConnected.
func (t *StringDatagramTransport) Connect(to core.Addr) error {
	switch {
	case t.ending:
		return core.ErrNotConnected
	case t.connected():
		return core.ErrAlreadyConnected
	case !t.reaches(to):
		return fmt.Errorf("%w: %v from %v", core.ErrInvalidAddress, to, t.config.Local)
	}
	t.config.Remote = to
	return nil
}

// LocalAddr implements core.DatagramTransport.
func (t *StringDatagramTransport) LocalAddr() net.Addr { return t.config.Local }

// RemoteAddr implements core.DatagramTransport.
func (t *StringDatagramTransport) RemoteAddr() net.Addr {
	if !t.connected() {
		return nil
	}
	return t.config.Remote
}

// StopListening implements core.DatagramTransport. StopProtocol and done come with the next Turn.
func (t *StringDatagramTransport) StopListening(done func()) {
	t.ending = true
	if done != nil {
		t.done = append(t.done, done)
	}
}

// Start calls p.StartProtocol. What later steps bring is told to p.
func (t *StringDatagramTransport) Start(p core.DatagramProtocol) {
	if t.p != nil {
		panic("fakes: StringDatagramTransport.Start twice")
	}
	t.p = p
	t.call("Start", func() { p.StartProtocol(t) })
}

// Feed has one datagram arrive. It is cut at MaxPacket. A port that is connected to another peer, and one
// that was stopped, do not hear of it. The protocol sees a slice that is poisoned once its callback has
// returned.
func (t *StringDatagramTransport) Feed(data string, from core.Addr) {
	if t.ending || t.connected() && from != t.config.Remote {
		return
	}
	lent := slices.Clip([]byte(data[:min(len(data), t.config.MaxPacket)]))
	defer func() {
		for i := range lent {
			lent[i] = poison
		}
	}()
	t.call("Feed", func() { t.p.DatagramReceived(lent, from) })
}

// Refuse has the peer's host say that nobody listens there. A protocol that is no core.RefusalHandler does
// not hear of it. On a port that is not connected it panics: no system reports it there.
func (t *StringDatagramTransport) Refuse() {
	if !t.connected() {
		panic("fakes: StringDatagramTransport.Refuse on a port that is not connected")
	}
	if h, ok := t.p.(core.RefusalHandler); ok && !t.ending {
		t.call("Refuse", h.ConnectionRefused)
	}
}

// Turn tells the end that StopListening asked for.
func (t *StringDatagramTransport) Turn() {
	if !t.ending {
		return
	}
	t.call("Turn", func() {
		if !t.stopped {
			t.stopped = true
			t.p.StopProtocol()
		}
		for len(t.done) > 0 {
			done := t.done[0]
			t.done = t.done[1:]
			done()
		}
	})
}

// Sent is what was sent since the beginning or Clear, in order.
func (t *StringDatagramTransport) Sent() []Datagram { return slices.Clone(t.sent) }

// Take is what was sent since the last Take or Clear.
func (t *StringDatagramTransport) Take() []Datagram {
	taken := slices.Clone(t.sent[t.taken:])
	t.taken = len(t.sent)
	return taken
}

// Clear forgets what was sent.
func (t *StringDatagramTransport) Clear() { t.sent, t.taken = nil, 0 }

// Stopped is true once StopProtocol was told.
func (t *StringDatagramTransport) Stopped() bool { return t.stopped }

func (t *StringDatagramTransport) connected() bool { return t.config.Remote != core.Addr{} }

// reaches is true for an address of the port's own kind.
func (t *StringDatagramTransport) reaches(to core.Addr) bool {
	local := t.config.Local
	if to.Net != local.Net || to.AddrPort.IsValid() != local.AddrPort.IsValid() {
		return false
	}
	return to.AddrPort.Addr().Is4() == local.AddrPort.Addr().Is4()
}

// call makes one callback.
func (t *StringDatagramTransport) call(step string, f func()) {
	if t.p == nil {
		panic("fakes: StringDatagramTransport." + step + " before Start")
	}
	if t.inside {
		panic("fakes: StringDatagramTransport." + step + " inside a callback: a port calls nobody before that has returned")
	}
	t.inside = true
	defer func() { t.inside = false }()
	f()
}
