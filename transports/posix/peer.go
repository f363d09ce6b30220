//go:build linux

package posix

import (
	"net/netip"

	"ravel/core/port"
)

// A peer is the address of the other side, small: a server has one for each of its connections.
type peer struct {
	whole *port.Addr // what is not IPv4; nil for nothing
	port  uint16
	ipv4  bool
	ip    [4]byte
}

func (r *peer) set(a port.Addr) {
	*r = peer{}
	switch {
	case a.AddrPort.Addr().Is4():
		r.ipv4, r.ip, r.port = true, a.AddrPort.Addr().As4(), a.AddrPort.Port()
	case a != port.Addr{}:
		whole := a // a itself must not escape: it would for IPv4 too
		r.whole = &whole
	}
}

func (r *peer) addr() port.Addr {
	switch {
	case r.ipv4:
		return port.Addr{AddrPort: netip.AddrPortFrom(netip.AddrFrom4(r.ip), r.port)}
	case r.whole != nil:
		return *r.whole
	}
	return port.Addr{}
}
