package endpoint

import (
	"fmt"
	"net/netip"
	"strings"
	"time"

	"ravel/core"
)

const (
	// stagger is how long an attempt has for itself. RFC 8305 5: "One recommended value for a default delay
	// is 250 milliseconds."
	stagger = 250 * time.Millisecond
	// staggerMin is the least that it can be. RFC 8305 8: "MUST NOT be less than 10 milliseconds."
	staggerMin = 10 * time.Millisecond
	// addressesMax is how many addresses of one name are tried.
	addressesMax = 64
)

// A Hostname connects over TCP to a host by its name, as RFC 8305 has it (Happy Eyeballs): the addresses are
// tried in order, families taking turns, each a little later than the one before, or at once when that has
// failed. The first connection wins and the other attempts are given up; if all fail, each failure is
// reported.
//
// A [core.Resolver] answers for both families at once, so there is nothing that RFC 8305's Resolution Delay
// would wait for.
type Hostname struct {
	// Host is a name or an IP address.
	Host string
	Port uint16
	// Config is for each attempt; Local is of one family and excludes the other.
	Config core.ConnectConfig
	// Stagger is how long to wait for one attempt before the next is begun beside it. Default 250 ms, at
	// least 10 ms.
	Stagger time.Duration
	// Resolver finds the addresses. Default: the reactor's core.Names.
	Resolver core.Resolver
}

var _ core.ClientEndpoint = Hostname{}

// A HostnameError is a name that was found, but whose addresses could not be connected to.
type HostnameError struct {
	Host string
	// Errs are the failures in the order in which they came, one for each address. Each is a
	// core.ConnectError with its address.
	Errs []error
}

func (e *HostnameError) Error() string {
	var all strings.Builder
	for i, err := range e.Errs {
		fmt.Fprintf(&all, "%s%v", [...]string{": ", "; "}[min(i, 1)], err)
	}
	return fmt.Sprintf("connect to %s: all %d attempts failed%s", e.Host, len(e.Errs), &all)
}
func (e *HostnameError) Unwrap() []error { return e.Errs }

// Connect implements core.ClientEndpoint. The failure is also what a core.Resolver says, or a HostnameError.
func (h Hostname) Connect(r core.Reactor, f core.Factory) *core.Deferred[core.Protocol] {
	if h.direct(r) {
		return TCPClient{hostPort(h.Host, h.Port), h.Config}.Connect(r, f)
	}
	return core.ThenDeferred(h.resolve(r), func(addrs []netip.Addr) *core.Deferred[core.Protocol] {
		return h.race(r, f, addrs)
	}).On(r)
}

// direct: nobody has to be asked.
func (h Hostname) direct(r core.Reactor) bool {
	if _, err := netip.ParseAddr(h.Host); err == nil {
		return true
	}
	_, names := r.(core.Names)
	return h.Host == "localhost" && h.Resolver == nil && !names
}

func (h Hostname) resolve(r core.Reactor) *core.Deferred[[]netip.Addr] {
	if h.Resolver == nil {
		return core.ResolverOf(r).Resolve(h.Host)
	}
	name, err := core.CheckName(h.Host)
	if err != nil {
		return core.Failed[[]netip.Addr](err).On(r)
	}
	return core.TryDeferred(func() *core.Deferred[[]netip.Addr] { return h.Resolver.Resolve(name) }).On(r)
}

// interleave has families take turns, beginning with that of the first address. What is doubled, or is no
// address, is left out.
//
// RFC 8305 4: "Whichever address family is first in the list should be followed by an address of the other
// address family".
func interleave(addrs []netip.Addr) []netip.Addr {
	var families [2][]netip.Addr // the first address's, the other
	seen := make(map[netip.Addr]bool)
	var first netip.Addr
	for _, a := range addrs {
		a = a.Unmap()
		if !a.IsValid() || seen[a] {
			continue
		}
		seen[a] = true
		if !first.IsValid() {
			first = a
		}
		family := 0
		if a.Is4() != first.Is4() {
			family = 1
		}
		families[family] = append(families[family], a)
	}
	var all []netip.Addr
	for i := range max(len(families[0]), len(families[1])) {
		for _, f := range families {
			if i < len(f) && len(all) < addressesMax {
				all = append(all, f[i])
			}
		}
	}
	return all
}
