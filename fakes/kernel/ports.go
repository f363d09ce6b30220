package kernel

import (
	"net/netip"
	"syscall"
)

// The ports that the system chooses from, in turn.
const (
	EphemeralFirst = 32768
	EphemeralLast  = 60999
)

// ports are the port numbers of TCP or of UDP.
type ports struct {
	bound map[uint16][]*binding // looked up, never ranged over
	next  uint16                // the ephemeral port to try next, less EphemeralFirst
}

// A binding is one socket's claim on an address and port.
type binding struct {
	at    netip.AddrPort
	share bool
}

// bind claims at, choosing a port, but for avoid, if it has none.
func (p *ports) bind(at netip.AddrPort, share bool, avoid uint16) (*binding, syscall.Errno) {
	if p.bound == nil {
		p.bound = make(map[uint16][]*binding)
	}
	if at.Port() != 0 {
		if p.taken(at, share) {
			return nil, syscall.EADDRINUSE
		}
		return p.claim(at, share), 0
	}
	const span = EphemeralLast - EphemeralFirst + 1
	for range span {
		number := EphemeralFirst + p.next
		p.next = (p.next + 1) % span
		at = netip.AddrPortFrom(at.Addr(), number)
		// A port that others may share was not chosen to be shared by chance.
		if number != avoid && !p.taken(at, false) {
			return p.claim(at, share), 0
		}
	}
	return nil, syscall.EADDRINUSE
}

func (p *ports) claim(at netip.AddrPort, share bool) *binding {
	b := &binding{at, share}
	p.bound[at.Port()] = append(p.bound[at.Port()], b)
	return b
}

func (p *ports) taken(at netip.AddrPort, share bool) bool {
	for _, b := range p.bound[at.Port()] {
		if b.at.Addr().Is4() == at.Addr().Is4() && !(share && b.share) &&
			(b.at.Addr() == at.Addr() || b.at.Addr().IsUnspecified() || at.Addr().IsUnspecified()) {
			return true
		}
	}
	return false
}

// free gives up a claim; nil is none.
func (p *ports) free(b *binding) {
	if b == nil {
		return
	}
	list := p.bound[b.at.Port()]
	for i := range list {
		if list[i] == b {
			list = append(list[:i], list[i+1:]...)
			break
		}
	}
	if len(list) == 0 {
		delete(p.bound, b.at.Port())
	} else {
		p.bound[b.at.Port()] = list
	}
}
