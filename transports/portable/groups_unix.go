//go:build darwin || freebsd || linux

package portable

import (
	"net/netip"

	"ravel/core/port"
	"ravel/transports/blocking"
	"ravel/transports/sys"
)

// A multicast is a UDP socket that can join groups.
type multicast struct {
	*udp
	groups sys.Groups
}

var _ port.Grouped = (*multicast)(nil)

// grouped is u as it is given out.
func grouped(u *udp) port.Datagram { return &multicast{u, sys.Groups{IPv6: u.ipv6}} }

// JoinGroup joins on iface, "" for the one that the route to the group takes: ENODEV without a route.
func (m *multicast) JoinGroup(group netip.Addr, iface string) error {
	return m.use(func(fd int) error { return m.groups.Join(fd, group, iface) })
}

// LeaveGroup leaves a group joined on iface: EADDRNOTAVAIL if it was not.
func (m *multicast) LeaveGroup(group netip.Addr, iface string) error {
	return m.use(func(fd int) error { return m.groups.Leave(fd, group, iface) })
}

// MulticastTTL is how many networks a multicast datagram may travel through, 1 at first.
func (m *multicast) MulticastTTL() (ttl int, err error) {
	err = m.use(func(fd int) error { ttl, err = m.groups.TTL(fd); return err })
	return ttl, err
}

// SetMulticastTTL takes 0 to 255; anything else is EINVAL.
func (m *multicast) SetMulticastTTL(ttl int) error {
	return m.use(func(fd int) error { return m.groups.SetTTL(fd, ttl) })
}

// MulticastLoop reports whether this host hears what the socket sends.
func (m *multicast) MulticastLoop() (on bool, err error) {
	err = m.use(func(fd int) error { on, err = m.groups.Loop(fd); return err })
	return on, err
}

// SetMulticastLoop says whether this host hears what the socket sends.
func (m *multicast) SetMulticastLoop(on bool) error {
	return m.use(func(fd int) error { return m.groups.SetLoop(fd, on) })
}

// MulticastInterface is the interface that SetMulticastInterface chose, "" for the system's choice.
func (m *multicast) MulticastInterface() (iface string, err error) {
	err = m.use(func(fd int) error { iface, err = m.groups.Interface(fd); return err })
	return iface, err
}

// SetMulticastInterface chooses the interface that multicast datagrams leave through.
func (m *multicast) SetMulticastInterface(iface string) error {
	return m.use(func(fd int) error { return m.groups.SetInterface(fd, iface) })
}

func (m *multicast) use(f func(fd int) error) error {
	if m.Closed() {
		return port.ErrClosed
	}
	raw, err := m.conn.SyscallConn()
	if err != nil {
		return blocking.Fault(err)
	}
	var failed error
	if err := raw.Control(func(fd uintptr) { failed = f(int(fd)) }); err != nil {
		return blocking.Fault(err)
	}
	return failed
}
