package datagram

import (
	"errors"
	"fmt"
	"net/netip"

	"ravel/core"
	"ravel/core/port"
)

// UDP opens UDP ports on one loop: the facets core.UDP and core.Multicast.
type UDP struct{ machine machine }

var (
	_ core.UDP         = (*UDP)(nil)
	_ core.Multicast   = (*UDP)(nil)
	_ core.Broadcaster = (*udpPort)(nil)
)

// NewUDP is UDP on l, whose shutdown closes every port.
func NewUDP(l Loop) *UDP {
	u := &UDP{}
	u.machine.start(l)
	return u
}

// ListenUDP binds addr and has p.StartProtocol called before it returns. The transport is a
// core.Broadcaster.
func (u *UDP) ListenUDP(addr string, p core.DatagramProtocol, c ...core.DatagramConfig) (core.DatagramTransport, error) {
	s, err := u.bind(addr, p, settled(c))
	if err != nil {
		return nil, err
	}
	return started(s, newUDPPort(s))
}

func (u *UDP) bind(addr string, p core.DatagramProtocol, c core.DatagramConfig) (*socket, error) {
	ap, err := core.ParseAddrPort(addr, netip.IPv4Unspecified())
	if err != nil {
		return nil, &core.ListenError{Addr: core.Addr{Net: "udp"}, Err: err}
	}
	d, err := u.machine.loop.Port().Datagram(portConfig(port.Addr{AddrPort: ap}, false, c))
	if err != nil {
		return nil, &core.ListenError{Addr: core.UDPAddr(ap), Err: supported(err)}
	}
	return u.machine.open(d, "udp", p, c), nil
}

// supported is err in the vocabulary: what the port says of a system that cannot do something is
// core.ErrUnsupported.
func supported(err error) error {
	if errors.Is(err, port.ErrUnsupported) {
		return fmt.Errorf("%w: %w", core.ErrUnsupported, err)
	}
	return err
}

// started starts s with t, its public face.
func started(s *socket, t core.DatagramTransport) (core.DatagramTransport, error) {
	if err := s.start(t); err != nil {
		return nil, &core.ListenError{Addr: s.local, Err: err}
	}
	return t, nil
}

// udpPort is the transport of a UDP port.
type udpPort struct {
	*socket
	broadcaster port.Broadcaster // nil where the port below has none
}

func newUDPPort(s *socket) *udpPort {
	b, _ := s.sock.(port.Broadcaster)
	return &udpPort{s, b}
}

// SetBroadcastAllowed allows sending to broadcast addresses. On a closed port it is
// core.ErrNotConnected.
func (u *udpPort) SetBroadcastAllowed(on bool) error {
	if err := u.usable(u.broadcaster != nil); err != nil {
		return err
	}
	return supported(u.broadcaster.SetBroadcast(on))
}

// BroadcastAllowed reports whether sending to broadcast addresses is allowed.
func (u *udpPort) BroadcastAllowed() (bool, error) {
	if err := u.usable(u.broadcaster != nil); err != nil {
		return false, err
	}
	on, err := u.broadcaster.Broadcast()
	return on, supported(err)
}

// usable is the error of an option on a port that is closed or lacks it.
func (s *socket) usable(able bool) error {
	switch {
	case s.closed:
		return core.ErrNotConnected
	case !able:
		return core.ErrUnsupported
	}
	return nil
}
