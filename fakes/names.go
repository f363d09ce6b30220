package fakes

import (
	"net/netip"
	"slices"
	"time"

	"ravel/core"
	"ravel/fakes/fabric"
	"ravel/transports/names"
)

// searchesUsual is how long searches for names take unless Config.Searches says otherwise.
var searchesUsual = fabric.Uniform(0, 50*time.Millisecond)

type hostNames = names.Names

var _ core.Names = (*Reactor)(nil)

// SetName gives name these addresses, on every host of the network, from now on; none is that there is no
// such name. The hosts' own names are known from the beginning. A bad name or address panics.
func (n *Network) SetName(name string, ips ...string) {
	bare, err := core.CheckName(name)
	if err != nil {
		panic("fakes: " + err.Error())
	}
	var addrs []netip.Addr
	for _, ip := range ips {
		addrs = append(addrs, netip.MustParseAddr(ip))
	}
	n.names[bare] = addrs
}

// nameHost makes a host's name known, if it can be one.
func (n *Network) nameHost(name string, addrs []netip.Addr) {
	if bare, err := core.CheckName(name); err == nil {
		n.names[bare] = slices.Clone(addrs)
	}
}

// networkNames is the resolver of a host that was given no other: it knows the network's names, after a
// while that the fabric's Chooser chooses.
type networkNames struct{ r *Reactor }

// Resolve implements core.Resolver. What is asked for is looked up when the answer comes.
func (s networkNames) Resolve(name string) *core.Deferred[[]netip.Addr] {
	return core.SlowResolver{
		Clock: s.r, Delay: s.r.delay("search", s.r.searches), Resolver: s.r.network.names,
	}.Resolve(name)
}
