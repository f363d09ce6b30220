package core

import (
	"net"
	"net/netip"
)

// A DatagramProtocol is told what arrives at one datagram port.
//
// The order is StartProtocol, DatagramReceived any number of times, StopProtocol, one at a time on
// the reactor's goroutine and never from inside a call to the port's transport. A panic in
// DatagramReceived is logged and fails a spec; the port lives on.
type DatagramProtocol interface {
	StartProtocol(t DatagramTransport)
	// DatagramReceived gets one datagram, possibly empty, cut at the port's MaxPacket. p is lent
	// until return.
	DatagramReceived(p []byte, from Addr)
	StopProtocol()
}

// DatagramBase is a DatagramProtocol that keeps its transport and answers what an embedding type does
// not care for.
type DatagramBase struct {
	Transport DatagramTransport
}

// StartProtocol keeps t.
func (b *DatagramBase) StartProtocol(t DatagramTransport) { b.Transport = t }

// DatagramReceived ignores the datagram.
func (b *DatagramBase) DatagramReceived(p []byte, from Addr) {}

// StopProtocol does nothing.
func (b *DatagramBase) StopProtocol() {}

// A RefusalHandler is a DatagramProtocol on a connected port that is told when the peer's host said
// that nobody listens there. The port stays open.
type RefusalHandler interface {
	// ConnectionRefused is called once for each refusal that the system reports.
	ConnectionRefused()
}

// A DatagramTransport is one datagram port, bound and ready.
type DatagramTransport interface {
	// WriteTo sends one datagram. p is borrowed until return. Up to the port's queue limit a
	// datagram that the system cannot take at once waits; past it, [ErrQueueFull]. A name instead of
	// an address, or the wrong family, is [ErrInvalidAddress]; too long, [ErrMessageTooLong].
	// A connected port accepts its peer's address alone.
	WriteTo(p []byte, to Addr) error
	// Write sends one datagram to the connected peer; without one, ErrNotConnected.
	Write(p []byte) (int, error)
	// Connect fixes the peer: datagrams of others are no longer received, and refusals are reported.
	// It can be done once.
	Connect(to Addr) error
	LocalAddr() net.Addr
	// RemoteAddr is the connected peer, or nil.
	RemoteAddr() net.Addr
	// StopListening closes the port. StopProtocol and then done, which may be nil, are called in the
	// same or the next turn. Calling it again only adds a done.
	StopListening(done func())
}

// A Broadcaster is a UDP port that may send to broadcast addresses once allowed.
type Broadcaster interface {
	SetBroadcastAllowed(on bool) error
	BroadcastAllowed() (bool, error)
}

// A MulticastTransport is a UDP port that can join groups, of the family it was bound in.
// An interface is named as the system names it ("eth0"); "" lets the system choose.
type MulticastTransport interface {
	JoinGroup(group netip.Addr, iface string) error
	LeaveGroup(group netip.Addr, iface string) error
	SetTTL(ttl int) error
	TTL() (int, error)
	// SetLoopback says whether this host hears what it sends; it does at first.
	SetLoopback(on bool) error
	Loopback() (bool, error)
	SetOutgoingInterface(iface string) error
	OutgoingInterface() (string, error)
}
