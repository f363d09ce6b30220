package blocking

import (
	"net"
	"net/netip"

	"ravel/core/port"
)

// Address is a of net as the seam has it. What is neither an IP address nor a path is a path to it.
func Address(a net.Addr) port.Addr {
	switch a := a.(type) {
	case nil:
		return port.Addr{}
	case *net.TCPAddr:
		return port.Addr{AddrPort: Unmapped(a.AddrPort())}
	case *net.UDPAddr:
		return port.Addr{AddrPort: Unmapped(a.AddrPort())}
	case *net.UnixAddr:
		if a.Name == "@" { // net's word for no name
			return port.Addr{}
		}
		return port.Addr{Path: a.Name}
	}
	if ap, err := netip.ParseAddrPort(a.String()); err == nil {
		return port.Addr{AddrPort: Unmapped(ap)}
	}
	return port.Addr{Path: a.String()}
}

// Unmapped makes an IPv4 address of one that is mapped into IPv6.
func Unmapped(ap netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(ap.Addr().Unmap(), ap.Port())
}
