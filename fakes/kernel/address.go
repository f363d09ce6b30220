package kernel

import (
	"net/netip"
	"syscall"
)

var (
	loopback4   = netip.AddrFrom4([4]byte{127, 0, 0, 1})
	loopback6   = netip.IPv6Loopback()
	broadcast   = netip.AddrFrom4([4]byte{255, 255, 255, 255})
	broadcastLo = netip.AddrFrom4([4]byte{127, 255, 255, 255})
)

// The interfaces of every host.
const (
	Loopback = "lo"
	Ethernet = "eth0"
)

// plainAddr is ap without a zone, and as IPv4 where it is a mapped address.
func plainAddr(ap netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(ap.Addr().Unmap().WithZone(""), ap.Port())
}

// Local is true for the host's own addresses.
func (h *Host) Local(a netip.Addr) bool {
	if a.IsLoopback() && a != broadcastLo {
		return true
	}
	for _, own := range h.c.Addrs {
		if own == a {
			return true
		}
	}
	return false
}

// bindable is EADDRNOTAVAIL for what a socket cannot be bound to; datagram sockets can be bound to
// groups and broadcast addresses as well.
func (h *Host) bindable(a netip.Addr, datagram bool) syscall.Errno {
	if a.IsUnspecified() || h.Local(a) || datagram && (a.IsMulticast() || h.Broadcasts(a)) {
		return 0
	}
	return syscall.EADDRNOTAVAIL
}

// source is the address that packets to dst leave from.
func (h *Host) source(dst netip.Addr) (netip.Addr, syscall.Errno) {
	if dst.IsLoopback() {
		if dst.Is4() {
			return loopback4, 0
		}
		return loopback6, 0
	}
	if h.Local(dst) {
		return dst, 0
	}
	for _, own := range h.c.Addrs {
		if own.Is4() == dst.Is4() {
			return own, 0
		}
	}
	return netip.Addr{}, syscall.ENETUNREACH
}

// Broadcasts is true for a broadcast address of a network of the host.
func (h *Host) Broadcasts(a netip.Addr) bool {
	if !a.Is4() {
		return false
	}
	if a == broadcast || a == broadcastLo {
		return true
	}
	for _, own := range h.c.Addrs {
		if own.Is4() && lastOf(own) == a {
			return true
		}
	}
	return false
}

// lastOf is the last address of own's /24.
func lastOf(own netip.Addr) netip.Addr {
	b := own.As4()
	b[3] = 255
	return netip.AddrFrom4(b)
}

// aim is where a packet or SYN to dst really goes: nowhere in particular is this host.
func aim(dst netip.AddrPort) netip.AddrPort {
	dst = plainAddr(dst)
	if !dst.Addr().IsUnspecified() {
		return dst
	}
	if dst.Addr().Is4() {
		return netip.AddrPortFrom(loopback4, dst.Port())
	}
	return netip.AddrPortFrom(loopback6, dst.Port())
}
