package policies

import (
	"net"
	"net/netip"

	"ravel/core"
	"ravel/core/wrap"
)

// peerBits is LimitConfig.PeerBits's default.
const peerBits = 64

// overflowMax is LimitConfig.OverflowMax's default.
const overflowMax = 128

// A LimitConfig says how many connections there may be at once. 0 is as many as come.
type LimitConfig struct {
	// Total is how many in all.
	Total int
	// ByPeer is how many from one peer: an IPv4 address, a network of IPv6, or a UNIX path.
	ByPeer int
	// PeerBits is how much of an IPv6 address tells peers apart. Default 64, since who has one address has
	// its whole network, as a rule; 128 is each address.
	PeerBits int
	// Overflow, if not nil, makes the protocol for a connection that is one too many: it might say so and
	// leave. Without one such a connection is refused. Overflow protocols count as connections.
	Overflow core.Factory
	// OverflowMax is how many overflow protocols there are at once. Default 128.
	OverflowMax int
}

// A Limit limits connections, of one factory or of several together.
type Limit struct {
	c        LimitConfig
	count    int
	overflow int
	peers    map[string]int
}

// NewLimit is a limit without connections.
func NewLimit(c LimitConfig) *Limit {
	if c.OverflowMax == 0 {
		c.OverflowMax = overflowMax
	}
	if c.PeerBits <= 0 {
		c.PeerBits = peerBits
	}
	return &Limit{c: c, peers: make(map[string]int)}
}

// Count is how many connections there are, those that are too many included.
func (l *Limit) Count() int { return l.count }

// CountOf is how many there are from the peer with that address, whatever its port.
func (l *Limit) CountOf(peer net.Addr) int { return l.peers[l.peerOf(peer)] }

// Factory is f with the limit: a Middleware.
func (l *Limit) Factory(f core.Factory) core.Factory {
	return wrap.Factory(&limited{wrap.FactoryBase{Inner: f}, l}, f)
}

type limited struct {
	wrap.FactoryBase
	limit *Limit
}

func (f *limited) BuildProtocol(peer net.Addr) (core.Protocol, error) {
	l, builder, over := f.limit, f.Inner, 0
	if l.full(peer) {
		if l.c.Overflow == nil || l.overflow >= l.c.OverflowMax {
			return nil, nil
		}
		builder, over = l.c.Overflow, 1
	}
	p, err := builder.BuildProtocol(peer)
	if p == nil || err != nil {
		return nil, err
	}
	host := l.peerOf(peer)
	l.add(host, 1, over)
	return wrap.Protocol(&member{wrap.ProtocolBase{Inner: p}, l, host, over}, p), nil
}

func (l *Limit) full(peer net.Addr) bool {
	return l.c.Total > 0 && l.count >= l.c.Total || l.c.ByPeer > 0 && l.CountOf(peer) >= l.c.ByPeer
}

func (l *Limit) add(host string, n, over int) {
	l.count += n
	l.overflow += over
	if l.peers[host] += n; l.peers[host] == 0 {
		delete(l.peers, host)
	}
}

// A member is a connection that is counted.
type member struct {
	wrap.ProtocolBase
	limit *Limit
	host  string
	over  int
}

func (m *member) ConnectionLost(reason error) {
	m.limit.add(m.host, -1, -m.over)
	m.Inner.ConnectionLost(reason)
}

// peerOf is an address without its port, and without what does not tell peers apart.
func (l *Limit) peerOf(a net.Addr) string {
	c, ok := a.(core.Addr)
	switch {
	case a == nil:
		return ""
	case ok && c.AddrPort.IsValid():
		return l.network(c.AddrPort.Addr())
	}
	host, _, err := net.SplitHostPort(a.String())
	if err != nil || ok {
		return a.String()
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		return l.network(ip)
	}
	return host
}

func (l *Limit) network(ip netip.Addr) string {
	ip = ip.Unmap()
	if ip.Is4() {
		return ip.String()
	}
	// A zone is the link that the peer is on.
	return netip.PrefixFrom(ip.WithZone(""), min(l.c.PeerBits, ip.BitLen())).Masked().String() + ip.Zone()
}
