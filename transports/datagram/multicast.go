package datagram

import (
	"fmt"
	"net/netip"

	"ravel/core"
	"ravel/core/port"
)

var _ core.MulticastTransport = (*multicastPort)(nil)

// ListenMulticast is ListenUDP for a port whose transport is a core.MulticastTransport and a
// core.Broadcaster. A configuration with ReuseAddr lets several ports hear the same group.
func (u *UDP) ListenMulticast(addr string, p core.DatagramProtocol, c ...core.DatagramConfig) (core.DatagramTransport, error) {
	s, err := u.bind(addr, p, settled(c))
	if err != nil {
		return nil, err
	}
	g, ok := s.sock.(port.Grouped)
	if !ok {
		s.sock.Close(false)
		return nil, &core.ListenError{Addr: s.local, Err: core.ErrUnsupported}
	}
	return started(s, &multicastPort{newUDPPort(s), g})
}

// multicastPort is the transport of a UDP port that can join groups.
type multicastPort struct {
	*udpPort
	grouped port.Grouped
}

// JoinGroup has the port hear what is sent to group through iface.
func (m *multicastPort) JoinGroup(group netip.Addr, iface string) error {
	if err := m.group(group); err != nil {
		return err
	}
	return m.grouped.JoinGroup(group, iface)
}

// LeaveGroup undoes JoinGroup of the same group and interface.
func (m *multicastPort) LeaveGroup(group netip.Addr, iface string) error {
	if err := m.group(group); err != nil {
		return err
	}
	return m.grouped.LeaveGroup(group, iface)
}

// group is the error of a group that this port cannot join.
func (m *multicastPort) group(group netip.Addr) error {
	if err := m.usable(true); err != nil {
		return err
	}
	if !group.IsMulticast() || group.Is4In6() || group.Is4() != m.local.AddrPort.Addr().Is4() {
		return fmt.Errorf("%w: %v is no multicast group of the family of %v", core.ErrInvalidAddress, group, m.local)
	}
	return nil
}

// SetTTL bounds how many networks a multicast datagram travels through: 0 stays on this host, 1, which
// is how it begins, on this network.
func (m *multicastPort) SetTTL(ttl int) error {
	if err := m.usable(true); err != nil {
		return err
	}
	return m.grouped.SetMulticastTTL(ttl)
}

// TTL is what SetTTL set.
func (m *multicastPort) TTL() (int, error) {
	if err := m.usable(true); err != nil {
		return 0, err
	}
	return m.grouped.MulticastTTL()
}

// SetLoopback says whether this host hears what the port sends.
func (m *multicastPort) SetLoopback(on bool) error {
	if err := m.usable(true); err != nil {
		return err
	}
	return m.grouped.SetMulticastLoop(on)
}

// Loopback is what SetLoopback set.
func (m *multicastPort) Loopback() (bool, error) {
	if err := m.usable(true); err != nil {
		return false, err
	}
	return m.grouped.MulticastLoop()
}

// SetOutgoingInterface says through which interface multicast datagrams leave.
func (m *multicastPort) SetOutgoingInterface(iface string) error {
	if err := m.usable(true); err != nil {
		return err
	}
	return m.grouped.SetMulticastInterface(iface)
}

// OutgoingInterface is what SetOutgoingInterface set, "" for the system's choice.
func (m *multicastPort) OutgoingInterface() (string, error) {
	if err := m.usable(true); err != nil {
		return "", err
	}
	return m.grouped.MulticastInterface()
}
