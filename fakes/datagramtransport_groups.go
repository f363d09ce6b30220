package fakes

import (
	"fmt"
	"net/netip"
	"slices"

	"ravel/core"
)

// groupsMax is how many groups one port may join.
const groupsMax = 1024

// A Membership is a multicast group joined on an interface.
type Membership struct {
	Group netip.Addr
	Iface string
}

// groups is the broadcast and multicast state of a StringDatagramTransport.
type groups struct {
	broadcast bool
	joined    []Membership
	ttl       int
	loopback  bool
	outgoing  string
}

// SetBroadcastAllowed implements core.Broadcaster.
func (g *groups) SetBroadcastAllowed(on bool) error { g.broadcast = on; return nil }

// BroadcastAllowed implements core.Broadcaster.
func (g *groups) BroadcastAllowed() (bool, error) { return g.broadcast, nil }

// JoinGroup implements core.MulticastTransport. What is no group is core.ErrInvalidAddress; joining twice
// is refused, as systems do.
func (g *groups) JoinGroup(group netip.Addr, iface string) error {
	m := Membership{group, iface}
	switch {
	case !group.IsMulticast():
		return fmt.Errorf("%w: %v is no multicast group", core.ErrInvalidAddress, group)
	case slices.Contains(g.joined, m):
		return fmt.Errorf("group %v was joined already", group)
	case len(g.joined) == groupsMax:
		return fmt.Errorf("more than groupsMax (%d) groups", groupsMax)
	}
	g.joined = append(g.joined, m)
	return nil
}

// LeaveGroup implements core.MulticastTransport. Leaving what was not joined is refused.
func (g *groups) LeaveGroup(group netip.Addr, iface string) error {
	i := slices.Index(g.joined, Membership{group, iface})
	if i < 0 {
		return fmt.Errorf("group %v was not joined", group)
	}
	g.joined = slices.Delete(g.joined, i, i+1)
	return nil
}

// Groups is what is joined, in the order of joining.
func (g *groups) Groups() []Membership { return slices.Clone(g.joined) }

// SetTTL implements core.MulticastTransport. It is 1 at first, and from 0 to 255.
func (g *groups) SetTTL(ttl int) error {
	if ttl < 0 || ttl > 255 {
		return fmt.Errorf("a TTL of %d is not from 0 to 255", ttl)
	}
	g.ttl = ttl
	return nil
}

// TTL implements core.MulticastTransport.
func (g *groups) TTL() (int, error) { return g.ttl, nil }

// SetLoopback implements core.MulticastTransport.
func (g *groups) SetLoopback(on bool) error { g.loopback = on; return nil }

// Loopback implements core.MulticastTransport.
func (g *groups) Loopback() (bool, error) { return g.loopback, nil }

// SetOutgoingInterface implements core.MulticastTransport.
func (g *groups) SetOutgoingInterface(iface string) error { g.outgoing = iface; return nil }

// OutgoingInterface implements core.MulticastTransport.
func (g *groups) OutgoingInterface() (string, error) { return g.outgoing, nil }
