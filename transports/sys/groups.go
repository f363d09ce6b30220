//go:build darwin || freebsd || linux

package sys

import (
	"net"
	"net/netip"
	"strconv"

	"golang.org/x/sys/unix"

	"ravel/core/port"
)

// Groups is what an IP datagram socket has beside its descriptor, for the options of multicast.
type Groups struct {
	IPv6 bool
	// outgoing is the interface that IP_MULTICAST_IF was given: the system tells its address only.
	outgoing uint32
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

// Join joins on iface, "" for the one that the route to the group takes: ENODEV without a route.
func (g *Groups) Join(fd int, group netip.Addr, iface string) error {
	return g.member(fd, join, group, iface)
}

// Leave leaves a group joined on iface: EADDRNOTAVAIL if it was not.
func (g *Groups) Leave(fd int, group netip.Addr, iface string) error {
	return g.member(fd, leave, group, iface)
}

func (g *Groups) member(fd int, m membership, group netip.Addr, iface string) error {
	if group.Is4() == g.IPv6 {
		return &port.OpError{Op: m.name, Err: unix.EAFNOSUPPORT}
	}
	if iface == "" {
		iface = group.Zone() // of the family that has zones
	}
	index, err := interfaceIndex(iface)
	if err != nil {
		return err
	}
	if !g.IPv6 {
		err = unix.SetsockoptIPMreqn(fd, unix.IPPROTO_IP, m.option4,
			&unix.IPMreqn{Multiaddr: group.As4(), Ifindex: int32(index)})
	} else {
		err = unix.SetsockoptIPv6Mreq(fd, unix.IPPROTO_IPV6, m.option6,
			&unix.IPv6Mreq{Multiaddr: group.As16(), Interface: index})
	}
	if err != nil {
		return &port.OpError{Op: m.name, Err: err}
	}
	return nil
}

// TTL is how many networks a multicast datagram may travel through, 1 at first.
func (g *Groups) TTL(fd int) (int, error) {
	if !g.IPv6 {
		return number(fd, unix.IPPROTO_IP, unix.IP_MULTICAST_TTL, "IP_MULTICAST_TTL")
	}
	return number(fd, unix.IPPROTO_IPV6, unix.IPV6_MULTICAST_HOPS, "IPV6_MULTICAST_HOPS")
}

// SetTTL takes 0 to 255; anything else is EINVAL.
func (g *Groups) SetTTL(fd, ttl int) error {
	if ttl < 0 || ttl > 255 { // -1 would be the system's default, which is a number to us
		return &port.OpError{Op: "setting the multicast TTL", Err: unix.EINVAL}
	}
	if !g.IPv6 {
		return setNumber(fd, unix.IPPROTO_IP, unix.IP_MULTICAST_TTL, "IP_MULTICAST_TTL", ttl)
	}
	return setNumber(fd, unix.IPPROTO_IPV6, unix.IPV6_MULTICAST_HOPS, "IPV6_MULTICAST_HOPS", ttl)
}

// Loop reports whether this host hears what the socket sends.
func (g *Groups) Loop(fd int) (bool, error) {
	if !g.IPv6 {
		return flag(fd, unix.IPPROTO_IP, unix.IP_MULTICAST_LOOP, "IP_MULTICAST_LOOP")
	}
	return flag(fd, unix.IPPROTO_IPV6, unix.IPV6_MULTICAST_LOOP, "IPV6_MULTICAST_LOOP")
}

// SetLoop says whether this host hears what the socket sends.
func (g *Groups) SetLoop(fd int, on bool) error {
	if !g.IPv6 {
		return setFlag(fd, unix.IPPROTO_IP, unix.IP_MULTICAST_LOOP, "IP_MULTICAST_LOOP", on)
	}
	return setFlag(fd, unix.IPPROTO_IPV6, unix.IPV6_MULTICAST_LOOP, "IPV6_MULTICAST_LOOP", on)
}

// Interface is the interface that SetInterface chose, "" for the system's choice.
func (g *Groups) Interface(fd int) (string, error) {
	index := g.outgoing
	if g.IPv6 {
		n, err := number(fd, unix.IPPROTO_IPV6, unix.IPV6_MULTICAST_IF, "IPV6_MULTICAST_IF")
		if err != nil {
			return "", err
		}
		index = uint32(n)
	}
	if index == 0 {
		return "", nil
	}
	return interfaceName(index), nil
}

// SetInterface chooses the interface that multicast datagrams leave through.
func (g *Groups) SetInterface(fd int, iface string) error {
	index, err := interfaceIndex(iface)
	if err != nil {
		return err
	}
	if g.IPv6 {
		return setNumber(fd, unix.IPPROTO_IPV6, unix.IPV6_MULTICAST_IF, "IPV6_MULTICAST_IF", int(index))
	}
	err = unix.SetsockoptIPMreqn(fd, unix.IPPROTO_IP, unix.IP_MULTICAST_IF, &unix.IPMreqn{Ifindex: int32(index)})
	if err != nil {
		return &port.OpError{Op: "setsockopt IP_MULTICAST_IF", Err: err}
	}
	g.outgoing = index
	return nil
}

func number(fd, level, option int, name string) (int, error) {
	n, err := unix.GetsockoptInt(fd, level, option)
	if err != nil {
		return 0, &port.OpError{Op: "getsockopt " + name, Err: err}
	}
	return n, nil
}

func setNumber(fd, level, option int, name string, n int) error {
	if err := unix.SetsockoptInt(fd, level, option, n); err != nil {
		return &port.OpError{Op: "setsockopt " + name, Err: err}
	}
	return nil
}

func flag(fd, level, option int, name string) (bool, error) {
	n, err := number(fd, level, option, name)
	return n != 0, err
}

func setFlag(fd, level, option int, name string, on bool) error {
	n := 0
	if on {
		n = 1
	}
	return setNumber(fd, level, option, name, n)
}

// interfaceIndex is the interface of that name, or of that number; 0 for "". ENODEV if there is none.
func interfaceIndex(name string) (uint32, error) {
	if name == "" {
		return 0, nil
	}
	if n, err := strconv.ParseUint(name, 10, 32); err == nil {
		return uint32(n), nil
	}
	i, err := net.InterfaceByName(name)
	if err != nil {
		return 0, &port.OpError{Op: "finding interface " + name, Err: unix.ENODEV}
	}
	return uint32(i.Index), nil
}

// interfaceName is the name of an interface, or its index in digits if it has gone.
func interfaceName(index uint32) string {
	if i, err := net.InterfaceByIndex(int(index)); err == nil {
		return i.Name
	}
	return strconv.FormatUint(uint64(index), 10)
}
