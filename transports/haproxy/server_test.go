package haproxy_test

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"ravel/core"
	"ravel/core/contract"
	"ravel/fakes"
	"ravel/fakes/pump"
	"ravel/reactortest/splits"
	"ravel/transports/haproxy"
)

// A teller writes down what it is told.
type teller struct {
	core.Base
	log    *[]string
	onMade func(t core.Transport)
}

func (p *teller) ConnectionMade(t core.Transport) {
	p.Base.ConnectionMade(t)
	p.note("made peer=%v host=%v", t.RemoteAddr(), t.LocalAddr())
	if p.onMade != nil {
		p.onMade(t)
	}
}
func (p *teller) DataReceived(b []byte)       { p.note("data %q", b) }
func (p *teller) ConnectionLost(reason error) { p.note("lost %v", reason) }
func (p *teller) note(f string, with ...any)  { *p.log = append(*p.log, fmt.Sprintf(f, with...)) }

type halfTeller struct{ teller }

func (p *halfTeller) ReadConnectionLost()  { p.note("read lost") }
func (p *halfTeller) WriteConnectionLost() { p.note("write lost") }

// A rig is one connection from a proxy.
type rig struct {
	*fakes.StringTransport
	clock    *fakes.Clock
	log      []string
	rejected []error
	onMade   func(t core.Transport)
}

func newRig(t testing.TB, half bool) *rig {
	g := &rig{clock: fakes.NewClock(), StringTransport: fakes.NewStringTransport()}
	f := core.FactoryFunc(func(peer net.Addr) (core.Protocol, error) {
		g.log = append(g.log, fmt.Sprintf("build for %v", peer))
		p := core.Protocol(&teller{log: &g.log, onMade: g.onMade})
		if half {
			p = &halfTeller{teller{log: &g.log, onMade: g.onMade}}
		}
		return contract.Watch(p, func(v contract.Violation) { t.Error(v) }), nil
	})
	s := haproxy.Server(g.clock, f, haproxy.Config{Rejected: func(_ net.Addr, err error) { g.rejected = append(g.rejected, err) }})
	p, err := s.BuildProtocol(g.RemoteAddr())
	if err != nil {
		t.Fatal(err)
	}
	g.Connect(p)
	return g
}

func (g *rig) want(t testing.TB, why string, log ...string) {
	t.Helper()
	if !slices.Equal(g.log, log) {
		t.Errorf("%s:\n got %q\nwant %q", why, g.log, log)
	}
}

// The log HA-01, but that the protocol is told of the right addresses when it is made.
func TestAProtocolIsMadeWithTheClientsAddresses(t *testing.T) {
	splits.Check(t, "PROXY TCP4 1.1.1.1 2.2.2.2 8080 80\r\n", func(t testing.TB, feed splits.Feed) {
		g := newRig(t, false)
		feed(func(p []byte) { g.Feed(string(p)) })
		g.Feed("GET /")
		g.want(t, "the header is taken, and what follows is the protocol's",
			"build for 1.1.1.1:8080", "made peer=1.1.1.1:8080 host=2.2.2.2:80", `data "GET /"`)
		g.Lose(core.ErrConnectionLost)
		if g.clock.Pending() != 0 {
			t.Error("the time for the header still runs")
		}
	})
}

// The logs HA-02 and HA-04.
func TestHeadersWithoutAddressesKeepTheSocketsOwn(t *testing.T) {
	for _, header := range []string{"PROXY UNKNOWN\r\n", "PROXY UNKNOWN \r\n", "\r\n\r\n\x00\r\nQUIT\n\x20\x00\x00\x00"} {
		g := newRig(t, false)
		g.Feed(header + "x")
		g.want(t, "they are the proxy's", "build for 192.168.1.1:54321", "made peer=192.168.1.1:54321 host=10.0.0.1:1234", `data "x"`)
	}
}

func TestABadHeaderEndsTheConnectionWithoutAProtocol(t *testing.T) {
	g := newRig(t, false)
	g.Feed("GET / HTTP/1.1\r\n")
	g.Turn()
	g.want(t, "nobody is built")
	if !errors.Is(g.Lost(), core.ErrConnectionAborted) || len(g.rejected) != 1 || !errors.Is(g.rejected[0], haproxy.ErrHeader) {
		t.Errorf("lost with %v, rejected with %v; want an abort for ErrHeader, once", g.Lost(), g.rejected)
	}
}

func TestAHeaderThatNeverEndsRunsOutOfTime(t *testing.T) {
	g := newRig(t, false)
	g.Feed("PROXY TCP4 ")
	g.clock.Advance(10 * time.Second)
	g.Turn()
	if !errors.Is(g.Lost(), core.ErrConnectionAborted) || len(g.rejected) != 1 || !errors.Is(g.rejected[0], core.ErrTimeout) {
		t.Errorf("lost with %v, rejected with %v; want an abort for ErrTimeout, once", g.Lost(), g.rejected)
	}
}

func TestAPeerThatLeavesBeforeItsHeaderIsRejected(t *testing.T) {
	g := newRig(t, false)
	g.Feed("PROXY")
	g.FeedEOF()
	g.Turn()
	g.want(t, "nobody is built")
	if len(g.rejected) != 1 || g.clock.Pending() != 0 {
		t.Errorf("rejected with %v, %d calls pending; want one reason and none", g.rejected, g.clock.Pending())
	}
}

func TestTheEndOfStreamIsTheProtocolsOwnAffair(t *testing.T) {
	g := newRig(t, true)
	g.Feed("PROXY UNKNOWN\r\n")
	g.FeedEOF()
	g.Turn()
	g.want(t, "one that outlives it is told", "build for 192.168.1.1:54321", "made peer=192.168.1.1:54321 host=10.0.0.1:1234", "read lost")
	if g.Closing() {
		t.Error("it may go on writing")
	}
	g = newRig(t, false)
	g.Feed("PROXY UNKNOWN\r\n")
	g.FeedEOF()
	g.Turn()
	g.want(t, "for any other it is the end", "build for 192.168.1.1:54321", "made peer=192.168.1.1:54321 host=10.0.0.1:1234", "lost connection done")
}

func TestWhatCameWithTheHeaderWaitsForAProtocolThatHasPaused(t *testing.T) {
	g := newRig(t, true)
	var transport core.Transport
	g.onMade = func(t core.Transport) {
		transport = t
		t.(core.ReadPauser).PauseReading()
	}
	g.Feed("PROXY UNKNOWN\r\nfirst ")
	g.clock.Advance(time.Second)
	made := []string{"build for 192.168.1.1:54321", "made peer=192.168.1.1:54321 host=10.0.0.1:1234"}
	g.want(t, "nothing is told while it is paused", made...)
	g.Feed("second")
	g.FeedEOF()
	transport.(core.ReadPauser).ResumeReading()
	g.want(t, "nor inside its call", made...)
	g.Turn()
	g.clock.Advance(0)
	g.want(t, "then all in order", append(made, `data "first second"`, "read lost")...)
}

func TestTheHeaderIsFound(t *testing.T) {
	g := newRig(t, false)
	var found haproxy.Header
	g.onMade = func(t core.Transport) {
		if h, ok := core.TransportFacet[haproxy.HeaderTransport](t); ok {
			found = h.ProxyHeader()
		}
	}
	g.Feed("\r\n\r\n\x00\r\nQUIT\n\x21\x11\x00\x11\x01\x01\x01\x01\x02\x02\x02\x02\x00\x07\x00\x09\x02\x00\x02hi")
	want := haproxy.Header{Family: haproxy.TCP4, Source: netip.MustParseAddrPort("1.1.1.1:7"), Destination: netip.MustParseAddrPort("2.2.2.2:9"),
		TLVs: []haproxy.TLV{{Type: haproxy.TypeAuthority, Value: []byte("hi")}}}
	if !reflect.DeepEqual(found, want) {
		t.Errorf("%+v, want %+v", found, want)
	}
}

func TestAFactoryThatRefusesAndOneThatFails(t *testing.T) {
	for _, failure := range []error{nil, errors.New("no more")} {
		wire, clock := fakes.NewStringTransport(), fakes.NewClock()
		s := haproxy.Server(clock, core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return nil, failure }))
		p, _ := s.BuildProtocol(wire.RemoteAddr())
		wire.Connect(p)
		panicked := func() (v any) {
			defer func() { v = recover() }()
			wire.Feed("PROXY UNKNOWN\r\n")
			return nil
		}()
		if (panicked != nil) != (failure != nil) || !wire.Closing() {
			t.Errorf("a factory with %v: panic %v, closing %v; want a panic for a failure, and the end", failure, panicked, wire.Closing())
		}
	}
}

func TestAClientAnnouncesItself(t *testing.T) {
	for version := 1; version <= 2; version++ {
		var log []string
		server := haproxy.Server(fakes.NewClock(), core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return &teller{log: &log}, nil }))
		client := haproxy.Client(core.FactoryFunc(func(net.Addr) (core.Protocol, error) {
			return &greeter{}, nil
		}), version, func(core.Transport) haproxy.Header {
			return haproxy.Header{Family: haproxy.TCP4, Source: netip.MustParseAddrPort("9.9.9.9:99"), Destination: netip.MustParseAddrPort("8.8.8.8:88")}
		})
		p, err := pump.ConnectFactories(server, client)
		if err != nil {
			t.Fatal(err)
		}
		p.Flush()
		want := []string{"made peer=9.9.9.9:99 host=8.8.8.8:88", `data "hello"`}
		if !slices.Equal(log, want) {
			t.Errorf("version %d: %q, want %q", version, log, want)
		}
	}
}

type greeter struct{ core.Base }

func (g *greeter) ConnectionMade(t core.Transport) { t.Write([]byte("hello")) }

func TestOwnAddressesAreTheConnections(t *testing.T) {
	if got, err := haproxy.OwnAddresses(fakes.NewStringTransport()).Append(nil, 1); err != nil || string(got) != "PROXY TCP4 10.0.0.1 192.168.1.1 1234 54321\r\n" {
		t.Errorf("%q, %v", got, err)
	}
	for _, pair := range [][2]net.Addr{{nil, nil}, {core.UNIXAddr("/a"), core.TCPAddr(netip.MustParseAddrPort("1.1.1.1:1"))}, {core.TCPAddr(netip.MustParseAddrPort("[::1]:1")), core.TCPAddr(netip.MustParseAddrPort("1.1.1.1:1"))}} {
		if h := haproxy.Between(pair[0], pair[1]); h.Family != haproxy.Unknown {
			t.Errorf("between %v and %v: %+v, want no addresses", pair[0], pair[1], h)
		}
	}
}

func ExampleServer() {
	r := fakes.NewReactor()
	f := core.FactoryFunc(func(peer net.Addr) (core.Protocol, error) {
		fmt.Println("a connection from", peer)
		return &core.Base{}, nil
	})
	l, _ := r.ListenTCP("127.0.0.1:0", haproxy.Server(r, f))
	raw := core.FactoryFunc(func(net.Addr) (core.Protocol, error) {
		return &sender{"PROXY TCP4 198.51.100.7 203.0.113.1 5000 443\r\n"}, nil
	})
	r.ConnectTCP(l.Addr().String(), raw)
	r.Advance(time.Second)
	// Output: a connection from 198.51.100.7:5000
}

type sender struct{ text string }

func (s *sender) ConnectionMade(t core.Transport) { t.Write([]byte(strings.Clone(s.text))) }
func (*sender) DataReceived([]byte)               {}
func (*sender) ConnectionLost(error)              {}
