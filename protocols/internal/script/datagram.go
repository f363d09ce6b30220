package script

import (
	"net"
	"net/netip"

	"ravel/core"
)

// A Packet is a datagram and where it went.
type Packet struct {
	To   core.Addr
	Data string
}

// A Port is a core.DatagramTransport in memory that remembers what was sent.
type Port struct {
	// Full has every further datagram refused with core.ErrQueueFull.
	Full    bool
	sent    []Packet
	stopped bool
}

// Client is where a peer of a Port is.
func Client(port uint16) core.Addr {
	return core.UDPAddr(netip.AddrPortFrom(netip.MustParseAddr("192.168.1.1"), port))
}

// Datagram lends data to p for as long as DatagramReceived says, and then makes it unreadable.
func Datagram(p core.DatagramProtocol, from core.Addr, data string) {
	lent := []byte(data)
	p.DatagramReceived(lent, from)
	for i := range lent {
		lent[i] = 0xdb
	}
}

// Sent returns what was sent since the last call.
func (p *Port) Sent() []Packet {
	s := p.sent
	p.sent = nil
	return s
}

// WriteTo implements core.DatagramTransport.
func (p *Port) WriteTo(data []byte, to core.Addr) error {
	switch {
	case p.stopped:
		return core.ErrNotConnected
	case p.Full:
		return core.ErrQueueFull
	}
	p.sent = append(p.sent, Packet{to, string(data)})
	return nil
}

// Write implements core.DatagramTransport: the port is not connected.
func (p *Port) Write([]byte) (int, error) { return 0, core.ErrNotConnected }

// Connect implements core.DatagramTransport.
func (p *Port) Connect(core.Addr) error { return core.ErrUnsupported }

// LocalAddr implements core.DatagramTransport.
func (p *Port) LocalAddr() net.Addr { return core.UDPAddr(netip.MustParseAddrPort("10.0.0.1:8007")) }

// RemoteAddr implements core.DatagramTransport: the port is not connected.
func (p *Port) RemoteAddr() net.Addr { return nil }

// StopListening implements core.DatagramTransport.
func (p *Port) StopListening(done func()) {
	p.stopped = true
	if done != nil {
		done()
	}
}
