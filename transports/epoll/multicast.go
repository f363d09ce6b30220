//go:build linux

package epoll

import (
	"net/netip"

	"golang.org/x/sys/unix"

	"ravel/core/port"
)

// A udp is a UDP socket, with the options of IP.
type udp struct {
	datagram
	// outgoing is the interface that IP_MULTICAST_IF was given: the system tells its address only.
	outgoing uint32
}

// Broadcast reports whether sending to broadcast addresses is allowed.
func (u *udp) Broadcast() (bool, error) {
	return getFlag(u.fd, unix.SOL_SOCKET, unix.SO_BROADCAST, "SO_BROADCAST")
}

// SetBroadcast allows sending to broadcast addresses.
func (u *udp) SetBroadcast(on bool) error {
	return setFlag(u.fd, unix.SOL_SOCKET, unix.SO_BROADCAST, "SO_BROADCAST", on)
}

// A membership option of either family.
type membership struct {
	option4, option6 int
	name             string
}

var (
	join  = membership{unix.IP_ADD_MEMBERSHIP, unix.IPV6_JOIN_GROUP, "joining a group"}
	leave = membership{unix.IP_DROP_MEMBERSHIP, unix.IPV6_LEAVE_GROUP, "leaving a group"}
)

// JoinGroup joins on iface, "" for the one that the route to the group takes: ENODEV without a route.
func (u *udp) JoinGroup(group netip.Addr, iface string) error { return u.member(join, group, iface) }

// LeaveGroup leaves a group joined on iface: EADDRNOTAVAIL if it was not.
func (u *udp) LeaveGroup(group netip.Addr, iface string) error { return u.member(leave, group, iface) }

func (u *udp) member(m membership, group netip.Addr, iface string) error {
	if u.fd < 0 {
		return port.ErrClosed
	}
	if group.Is4() != (u.af == unix.AF_INET) {
		return &port.OpError{Op: m.name, Err: unix.EAFNOSUPPORT}
	}
	if iface == "" {
		iface = group.Zone() // of the family that has zones
	}
	index, e := zoneIndex(iface)
	if e != 0 {
		return &port.OpError{Op: "finding interface " + iface, Err: e}
	}
	var err error
	if u.af == unix.AF_INET {
		err = unix.SetsockoptIPMreqn(int(u.fd), unix.IPPROTO_IP, m.option4,
			&unix.IPMreqn{Multiaddr: group.As4(), Ifindex: int32(index)})
	} else {
		err = unix.SetsockoptIPv6Mreq(int(u.fd), unix.IPPROTO_IPV6, m.option6,
			&unix.IPv6Mreq{Multiaddr: group.As16(), Interface: index})
	}
	if err != nil {
		return &port.OpError{Op: m.name, Err: err}
	}
	return nil
}

// MulticastTTL is how many networks a multicast datagram may travel through, 1 at first.
func (u *udp) MulticastTTL() (int, error) {
	if u.af == unix.AF_INET {
		return u.number(unix.IPPROTO_IP, unix.IP_MULTICAST_TTL, "IP_MULTICAST_TTL")
	}
	return u.number(unix.IPPROTO_IPV6, unix.IPV6_MULTICAST_HOPS, "IPV6_MULTICAST_HOPS")
}

// SetMulticastTTL takes 0 to 255; anything else is EINVAL.
func (u *udp) SetMulticastTTL(ttl int) error {
	if ttl < 0 || ttl > 255 { // -1 would be the system's default, which is a number to us
		return &port.OpError{Op: "setting the multicast TTL", Err: unix.EINVAL}
	}
	if u.af == unix.AF_INET {
		return u.setNumber(unix.IPPROTO_IP, unix.IP_MULTICAST_TTL, "IP_MULTICAST_TTL", ttl)
	}
	return u.setNumber(unix.IPPROTO_IPV6, unix.IPV6_MULTICAST_HOPS, "IPV6_MULTICAST_HOPS", ttl)
}

// MulticastLoop reports whether this host hears what the socket sends.
func (u *udp) MulticastLoop() (bool, error) {
	if u.af == unix.AF_INET {
		return getFlag(u.fd, unix.IPPROTO_IP, unix.IP_MULTICAST_LOOP, "IP_MULTICAST_LOOP")
	}
	return getFlag(u.fd, unix.IPPROTO_IPV6, unix.IPV6_MULTICAST_LOOP, "IPV6_MULTICAST_LOOP")
}

// SetMulticastLoop says whether this host hears what the socket sends.
func (u *udp) SetMulticastLoop(on bool) error {
	if u.af == unix.AF_INET {
		return setFlag(u.fd, unix.IPPROTO_IP, unix.IP_MULTICAST_LOOP, "IP_MULTICAST_LOOP", on)
	}
	return setFlag(u.fd, unix.IPPROTO_IPV6, unix.IPV6_MULTICAST_LOOP, "IPV6_MULTICAST_LOOP", on)
}

// MulticastInterface is the interface that SetMulticastInterface chose, "" for the system's choice.
func (u *udp) MulticastInterface() (string, error) {
	index := u.outgoing
	if u.fd < 0 {
		return "", port.ErrClosed
	}
	if u.af == unix.AF_INET6 {
		n, err := u.number(unix.IPPROTO_IPV6, unix.IPV6_MULTICAST_IF, "IPV6_MULTICAST_IF")
		if err != nil {
			return "", err
		}
		index = uint32(n)
	}
	if index == 0 {
		return "", nil
	}
	return zoneName(index), nil
}

// SetMulticastInterface chooses the interface that multicast datagrams leave through.
func (u *udp) SetMulticastInterface(iface string) error {
	if u.fd < 0 {
		return port.ErrClosed
	}
	index, e := zoneIndex(iface)
	if e != 0 {
		return &port.OpError{Op: "finding interface " + iface, Err: e}
	}
	if u.af == unix.AF_INET6 {
		return u.setNumber(unix.IPPROTO_IPV6, unix.IPV6_MULTICAST_IF, "IPV6_MULTICAST_IF", int(index))
	}
	err := unix.SetsockoptIPMreqn(int(u.fd), unix.IPPROTO_IP, unix.IP_MULTICAST_IF, &unix.IPMreqn{Ifindex: int32(index)})
	if err != nil {
		return &port.OpError{Op: "setsockopt IP_MULTICAST_IF", Err: err}
	}
	u.outgoing = index
	return nil
}

func (u *udp) number(level, option int, name string) (int, error) {
	if u.fd < 0 {
		return 0, port.ErrClosed
	}
	n, err := unix.GetsockoptInt(int(u.fd), level, option)
	if err != nil {
		return 0, &port.OpError{Op: "getsockopt " + name, Err: err}
	}
	return n, nil
}

func (u *udp) setNumber(level, option int, name string, n int) error {
	if u.fd < 0 {
		return port.ErrClosed
	}
	if err := unix.SetsockoptInt(int(u.fd), level, option, n); err != nil {
		return &port.OpError{Op: "setsockopt " + name, Err: err}
	}
	return nil
}
