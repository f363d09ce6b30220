package endpoint_test

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"ravel/core"
	"ravel/fakes"
	"ravel/fakes/fabric"
	"ravel/transports/endpoint"
)

// resolves knows one name.
func resolves(addrs ...string) core.Resolver {
	return core.ResolverFunc(func(name string) *core.Deferred[[]netip.Addr] {
		var ips []netip.Addr
		for _, a := range addrs {
			ips = append(ips, netip.MustParseAddr(a))
		}
		return core.Succeed(ips)
	})
}

// A scout is a reactor that notes its attempts.
type scout struct {
	*fakes.Reactor
	start    time.Time
	attempts []string
	f        map[string]core.Connector
}

func newScout() *scout {
	r := fakes.NewReactor(fakes.Config{Addrs: []netip.Addr{netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("fd00::1")}, Links: fabric.Link{}})
	return &scout{Reactor: r, start: r.Now(), f: map[string]core.Connector{}}
}

func (s *scout) ConnectTCP(addr string, f core.Factory, c ...core.ConnectConfig) (core.Connector, error) {
	s.attempts = append(s.attempts, fmt.Sprintf("%s @%v", addr, s.Now().Sub(s.start)))
	k, err := s.Reactor.ConnectTCP(addr, f, c...)
	s.f[addr] = k
	return k, err
}

func (s *scout) want(t *testing.T, why string, attempts ...string) {
	t.Helper()
	if !slices.Equal(s.attempts, attempts) {
		t.Errorf("%s:\n got %q\nwant %q", why, s.attempts, attempts)
	}
}

// The log HE-01, with RFC 8305's delay: the first two lead nowhere, the third is there.
func TestAttemptsAreStaggeredAndTheWinnerEndsTheOthers(t *testing.T) {
	s := newScout()
	l, err := s.ListenTCP("10.0.0.1:0", serves())
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(core.Addr).AddrPort.Port()
	p := &plain{}
	f := &counted{Factory: serves(p)}
	h := endpoint.Hostname{Host: "h.example", Port: port, Resolver: resolves("fd00::99", "fd00::98", "10.0.0.99", "10.0.0.1")}
	d := h.Connect(s, f)
	s.Advance(10 * time.Second)
	s.want(t, "families take turns, a quarter of a second apart",
		fmt.Sprintf("[fd00::99]:%d @0s", port), fmt.Sprintf("10.0.0.99:%d @250ms", port),
		fmt.Sprintf("[fd00::98]:%d @500ms", port), fmt.Sprintf("10.0.0.1:%d @750ms", port))
	if got, err, ok := d.Result(); !ok || got != core.Protocol(p) {
		t.Fatalf("%v, %v, %v; want the protocol", got, err, ok)
	}
	for at, k := range s.f {
		if k.State() == core.Connecting {
			t.Errorf("the attempt at %s was not given up", at)
		}
	}
	if s.Pending() != 0 {
		t.Errorf("%d calls are pending", s.Pending())
	}
	p.Transport.LoseConnection()
	s.Advance(time.Second)
	if f.started != 1 || f.stopped != 1 {
		t.Errorf("started %d and stopped %d times; want one use of the factory", f.started, f.stopped)
	}
}

// The log HE-02, where ravel is quicker: the next attempt begins when one has failed.
func TestAFailureBeginsTheNextAttemptAtOnce(t *testing.T) {
	s := newScout()
	h := endpoint.Hostname{Host: "h.example", Port: 9, Resolver: resolves("10.0.0.1", "127.0.0.1")}
	d := h.Connect(s, serves())
	s.Advance(100 * time.Millisecond)
	s.want(t, "both at once", "10.0.0.1:9 @0s", "127.0.0.1:9 @0s")
	err := failure(t, d)
	var e *endpoint.HostnameError
	var c *core.ConnectError
	if !errors.As(err, &e) || len(e.Errs) != 2 || !errors.Is(err, core.ErrConnectionRefused) {
		t.Fatalf("%v; want both failures", err)
	}
	for i, at := range []string{"10.0.0.1:9", "127.0.0.1:9"} {
		if !errors.As(e.Errs[i], &c) || c.Addr.String() != at || !strings.Contains(err.Error(), at) {
			t.Errorf("number %d is %v, in %v; want that of %s", i, e.Errs[i], err, at)
		}
	}
	if s.Pending() != 0 {
		t.Errorf("%d calls are pending", s.Pending())
	}
}

func TestTheLastFailureWaitsForTheSlowAttempts(t *testing.T) {
	s := newScout()
	h := endpoint.Hostname{Host: "h.example", Port: 9, Config: core.ConnectConfig{Timeout: time.Second}, Resolver: resolves("10.0.0.99", "10.0.0.1")}
	d := h.Connect(s, serves())
	s.Advance(500 * time.Millisecond)
	if _, _, over := d.Result(); over {
		t.Fatal("one attempt is still under way")
	}
	s.Advance(500 * time.Millisecond)
	if err := failure(t, d); !errors.Is(err, core.ErrTimeout) || !errors.Is(err, core.ErrConnectionRefused) {
		t.Errorf("%v, want the failure that came first and the one that came last", err)
	}
}

// RFC 8305 8: the least delay between attempts "MUST NOT be less than 10 milliseconds".
func TestAttemptsAreNeverCloserThanTheLeastDelay(t *testing.T) {
	s := newScout()
	h := endpoint.Hostname{Host: "h.example", Port: 9, Stagger: 1, Resolver: resolves("10.0.0.99", "10.0.0.98", "10.0.0.97")}
	d := h.Connect(s, serves())
	s.Advance(time.Second)
	s.want(t, "ten milliseconds apart", "10.0.0.99:9 @0s", "10.0.0.98:9 @10ms", "10.0.0.97:9 @20ms")
	d.Cancel()
	if err := failure(t, d); !errors.Is(err, core.ErrCancelled) {
		t.Errorf("%v", err)
	}
	s.Advance(time.Second)
	for at, k := range s.f {
		if k.State() != core.Disconnected {
			t.Errorf("the attempt at %s is %v", at, k.State())
		}
	}
}

// Two attempts that come to a connection in the same turn have one winner.
func TestTwoThatConnectAtOnceHaveOneWinner(t *testing.T) {
	net := fakes.NewNetwork(fakes.NetworkConfig{Links: fabric.Link{Latency: fabric.Fixed(100 * time.Millisecond)}})
	r := net.Host("near", "10.0.0.1")
	one, two, mine := &plain{}, &plain{}, &plain{}
	for _, l := range []struct {
		on   *fakes.Reactor
		addr string
		p    *plain
	}{{net.Host("one", "10.0.0.2"), "10.0.0.2:7", one}, {net.Host("two", "10.0.0.3"), "10.0.0.3:7", two}} {
		if _, err := l.on.ListenTCP(l.addr, serves(l.p)); err != nil {
			t.Fatal(err)
		}
	}
	h := endpoint.Hostname{Host: "h.example", Port: 7, Stagger: 10 * time.Millisecond, Resolver: resolves("10.0.0.2", "10.0.0.3")}
	f := &counted{Factory: serves(mine)} // a second protocol would be another one
	d := h.Connect(r, f)
	if err := net.Run(50 * time.Millisecond); err != nil {
		t.Fatal(err)
	}
	r.Jump(time.Second) // both are answered while it is stalled
	if err := net.Run(time.Second); err != nil {
		t.Fatal(err)
	}
	if got, err, ok := d.Result(); !ok || err != nil || got != core.Protocol(mine) || mine.made != 1 {
		t.Fatalf("%v, %v, %v, made %d times; want the one protocol", got, err, ok, mine.made)
	}
	if one.made+two.made != 2 {
		t.Errorf("%d connections were accepted, want both, or this shows nothing", one.made+two.made)
	}
	if open := one.made - one.lost + two.made - two.lost; open != 1 || r.Pending() != 0 {
		t.Errorf("%d connections are open and %d calls pending; want one and none", open, r.Pending())
	}
	mine.Transport.LoseConnection()
	if err := net.Run(time.Second); err != nil || f.started != 1 || f.stopped != 1 {
		t.Errorf("%v; started %d and stopped %d times", err, f.started, f.stopped)
	}
}

func TestCancellingAHostname(t *testing.T) {
	s := newScout()
	searching := false
	slow := core.ResolverFunc(func(string) *core.Deferred[[]netip.Addr] {
		searching = true
		return core.NewDeferred(func(*core.Deferred[[]netip.Addr]) { searching = false })
	})
	d := endpoint.Hostname{Host: "h.example", Port: 9, Resolver: slow}.Connect(s, serves())
	d.Cancel()
	if err := failure(t, d); !errors.Is(err, core.ErrCancelled) || searching {
		t.Errorf("while the name is looked up: %v, searching %v", err, searching)
	}
	d = endpoint.Hostname{Host: "h.example", Port: 9, Resolver: resolves("10.0.0.99", "10.0.0.98")}.Connect(s, serves())
	s.Advance(300 * time.Millisecond)
	d.Cancel()
	if err := failure(t, d); !errors.Is(err, core.ErrCancelled) {
		t.Errorf("with two attempts under way: %v", err)
	}
	s.Advance(time.Second)
	if len(s.attempts) != 2 || s.Pending() != 0 {
		t.Errorf("attempts %q, %d calls pending; want two and none", s.attempts, s.Pending())
	}
}

func TestNamesThatCannotBeConnectedTo(t *testing.T) {
	s := newScout()
	for _, c := range []struct {
		host string
		r    core.Resolver
		want error
	}{
		{"h.example", resolves(), core.ErrNameNotFound},
		{"a b", resolves("10.0.0.1"), core.ErrBadName},
		{"h.example", core.ResolverFunc(func(string) *core.Deferred[[]netip.Addr] {
			return core.Failed[[]netip.Addr](core.ErrTimeout)
		}), core.ErrTimeout},
	} {
		d := endpoint.Hostname{Host: c.host, Port: 9, Resolver: c.r}.Connect(s, serves())
		if err := failure(t, d); !errors.Is(err, c.want) {
			t.Errorf("%q: %v, want %v", c.host, err, c.want)
		}
	}
	s.want(t, "nobody was dialled")
}

func TestAnAddressNeedsNoResolver(t *testing.T) {
	s := newScout()
	refusing := core.ResolverFunc(func(string) *core.Deferred[[]netip.Addr] { panic("asked") })
	d := endpoint.Hostname{Host: "127.0.0.1", Port: 9, Resolver: refusing}.Connect(s, serves())
	s.Advance(time.Second)
	if err := failure(t, d); !errors.Is(err, core.ErrConnectionRefused) {
		t.Errorf("%v, want a refusal", err)
	}
}

func TestAFactoryThatRefusesIsNotAskedAgain(t *testing.T) {
	s := newScout()
	l, _ := s.ListenTCP("[::]:0", serves())
	port := l.Addr().(core.Addr).AddrPort.Port()
	h := endpoint.Hostname{Host: "h.example", Port: port, Resolver: resolves("::1", "fd00::1")}
	d := h.Connect(s, serves(nil))
	s.Advance(time.Second)
	if err := failure(t, d); err != core.ErrNoProtocol || len(s.attempts) != 1 {
		t.Errorf("%v after %q; want ErrNoProtocol after one", err, s.attempts)
	}
}
