package port

import "net/netip"

// A Peer keeps an Addr in 16 bytes, one of IPv4 without an allocation: a server has one for each of its
// connections. The zero value is the zero Addr.
type Peer struct {
	whole *Addr // what is not IPv4; nil for nothing
	port  uint16
	ipv4  bool
	ip    [4]byte
}

// Set has a kept.
func (r *Peer) Set(a Addr) {
	*r = Peer{}
	switch {
	case a.AddrPort.Addr().Is4():
		r.ipv4, r.ip, r.port = true, a.AddrPort.Addr().As4(), a.AddrPort.Port()
	case a != Addr{}:
		whole := a // a itself must not escape: it would for IPv4 too
		r.whole = &whole
	}
}

// Addr is what was set last.
func (r *Peer) Addr() Addr {
	switch {
	case r.ipv4:
		return Addr{AddrPort: netip.AddrPortFrom(netip.AddrFrom4(r.ip), r.port)}
	case r.whole != nil:
		return *r.whole
	}
	return Addr{}
}
