package names

import (
	"net/netip"
	"slices"
	"strings"
	"time"

	"ravel/core"
	"ravel/core/port"
)

const (
	// timeoutUsual is what the delays of Twisted's retries, 1, 3, 11 and 45 seconds, amount to.
	timeoutUsual = 60 * time.Second
	// searchesMax is how many searches can be under way. One more is core.ErrBacklogFull.
	searchesMax = 1 << 16
)

// A Loop is what Names asks of the loop that drives it.
type Loop interface {
	core.Clock
	port.Loop
}

// Config says how to resolve. The zero value knows no names.
type Config struct {
	// Resolver is the reactor's own. Default: one that knows nothing.
	Resolver core.Resolver
	// Timeout is how long the resolver may take. Default 60 s; negative is for ever.
	Timeout time.Duration
}

// Names are the names of one reactor: its core.Names. Its methods belong to the loop's goroutine.
type Names struct {
	loop     Loop
	own      core.Resolver
	resolver core.Resolver
	timeout  time.Duration
	first    *search
	last     *search
	count    int
}

var _ core.Names = (*Names)(nil)

// A search is one question to a resolver, in the list of those under way.
type search struct {
	d          *core.Deferred[[]netip.Addr]
	prev, next *search
}

// New is the names of l.
func New(l Loop, c Config) *Names {
	if c.Resolver == nil {
		c.Resolver = core.StaticResolver{}
	}
	if c.Timeout == 0 {
		c.Timeout = timeoutUsual
	}
	n := &Names{loop: l, own: c.Resolver, resolver: c.Resolver, timeout: c.Timeout}
	l.OnDisconnect(n.cancelAll)
	return n
}

// Resolver is documented at core.Names.
func (n *Names) Resolver() core.Resolver { return n.resolver }

// SetResolver is documented at core.Names.
func (n *Names) SetResolver(r core.Resolver) (before core.Resolver) {
	before, n.resolver = n.resolver, r
	if r == nil {
		n.resolver = n.own
	}
	return before
}

// Resolve is documented at core.Names.
func (n *Names) Resolve(name string) *core.Deferred[[]netip.Addr] {
	if ip, err := netip.ParseAddr(name); err == nil {
		return core.Succeed([]netip.Addr{ip}).On(n.loop)
	}
	bare, err := core.CheckName(name)
	switch {
	case err != nil:
		return core.Failed[[]netip.Addr](err).On(n.loop)
	case loopback(bare):
		return core.Succeed([]netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1}), netip.IPv6Loopback()}).On(n.loop)
	case n.count == searchesMax:
		return core.Failed[[]netip.Addr](&core.NameError{Name: bare, Err: core.ErrBacklogFull}).On(n.loop)
	}
	return n.search(bare)
}

// loopback reports whether RFC 6761 6.3 says what name is: "Name resolution APIs and libraries SHOULD
// recognize localhost names as special and SHOULD always return the IP loopback address".
// https://www.rfc-editor.org/rfc/rfc6761#section-6.3
func loopback(name string) bool {
	return name == "localhost" || strings.HasSuffix(name, ".localhost")
}

func (n *Names) search(name string) *core.Deferred[[]netip.Addr] {
	resolver := n.resolver
	asked := core.TryDeferred(func() *core.Deferred[[]netip.Addr] { return resolver.Resolve(name) }).On(n.loop)
	if !asked.Called() && n.timeout > 0 {
		asked.Timeout(n.loop, n.timeout)
	}
	s := &search{}
	over := false
	s.d = core.ThenBoth(asked, func(addrs []netip.Addr, err error) ([]netip.Addr, error) {
		over = true
		n.remove(s)
		return answer(name, addrs, err)
	})
	if !over {
		n.add(s)
	}
	return s.d
}

// answer is what a resolver's answer comes to.
func answer(name string, addrs []netip.Addr, err error) ([]netip.Addr, error) {
	if err == nil && len(addrs) == 0 {
		err = core.ErrNameNotFound
	}
	if err == nil {
		return addrs, nil
	}
	if _, named := err.(*core.NameError); named {
		return nil, err
	}
	return nil, &core.NameError{Name: name, Err: err}
}

func (n *Names) add(s *search) {
	s.prev = n.last
	if n.last == nil {
		n.first = s
	} else {
		n.last.next = s
	}
	n.last = s
	n.count++
}

// remove takes s out of the list, if it is there.
func (n *Names) remove(s *search) {
	if n.first != s && s.prev == nil {
		return
	}
	if s.prev == nil {
		n.first = s.next
	} else {
		s.prev.next = s.next
	}
	if s.next == nil {
		n.last = s.prev
	} else {
		s.next.prev = s.prev
	}
	s.prev, s.next = nil, nil
	n.count--
}

// cancelAll cancels what is under way, in the order of asking.
func (n *Names) cancelAll() {
	var all []*search
	for s := n.first; s != nil; s = s.next {
		all = append(all, s)
	}
	for s := range slices.Values(all) {
		s.d.Cancel()
	}
}
