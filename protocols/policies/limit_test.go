package policies_test

import (
	"errors"
	"net"
	"net/netip"
	"testing"

	"ravel/core"
	"ravel/fakes"
	"ravel/protocols/policies"
)

type busy struct{ core.Base }

func (b *busy) ConnectionMade(t core.Transport) {
	t.Write([]byte("busy"))
	t.LoseConnection()
}

func many() core.Factory {
	return core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return &core.Base{}, nil })
}

// The log POL-05.
func TestAConnectionTooManyGetsTheOverflowProtocolAndCounts(t *testing.T) {
	limit := policies.NewLimit(policies.LimitConfig{Total: 1, Overflow: core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return &busy{}, nil }), OverflowMax: 1})
	f := limit.Factory(many())
	first, second := connect(t, f), connect(t, f)
	if string(second.Value()) != "busy" || limit.Count() != 2 {
		t.Errorf("the second was told %q, count %d; want busy and 2", second.Value(), limit.Count())
	}
	if p, err := f.BuildProtocol(first.RemoteAddr()); p != nil || err != nil {
		t.Errorf("past the overflow's own limit: %v, %v; want a refusal", p, err)
	}
	second.Turn()
	if !errors.Is(second.Lost(), core.ErrConnectionDone) {
		t.Errorf("lost with %v", second.Lost())
	}
	first.Lose(core.ErrConnectionLost)
	if limit.Count() != 0 {
		t.Errorf("count %d with nobody left", limit.Count())
	}
	connect(t, f)
}

func TestALimitByPeerCountsAddressesWithoutPorts(t *testing.T) {
	limit := policies.NewLimit(policies.LimitConfig{ByPeer: 2})
	f := limit.Factory(many())
	at := func(s string) net.Addr { return core.TCPAddr(netip.MustParseAddrPort(s)) }
	one := connect(t, f, fakes.StringConfig{Remote: at("1.1.1.1:1")})
	connect(t, f, fakes.StringConfig{Remote: at("[::ffff:1.1.1.1]:2")}) // the same host over IPv6's socket
	if p, err := f.BuildProtocol(at("1.1.1.1:3")); p != nil || err != nil {
		t.Errorf("the third of one peer: %v, %v; want a refusal", p, err)
	}
	connect(t, f, fakes.StringConfig{Remote: at("2.2.2.2:1")})
	one.Lose(core.ErrConnectionLost)
	if limit.CountOf(at("1.1.1.1:9")) != 1 || limit.Count() != 2 {
		t.Errorf("%d of the peer, %d in all; want 1 and 2", limit.CountOf(at("1.1.1.1:9")), limit.Count())
	}
	connect(t, f, fakes.StringConfig{Remote: at("1.1.1.1:3")})
}

func TestALimitByPeerTakesANetworkOfIPv6ForOne(t *testing.T) {
	at := func(s string) net.Addr { return core.TCPAddr(netip.MustParseAddrPort(s)) }
	for bits, more := range map[int]bool{0: false, 64: false, 128: true, 200: true} {
		f := policies.NewLimit(policies.LimitConfig{ByPeer: 1, PeerBits: bits}).Factory(many())
		connect(t, f, fakes.StringConfig{Remote: at("[2001:db8::1]:1")})
		if p, _ := f.BuildProtocol(at("[2001:db8::2]:1")); (p != nil) != more {
			t.Errorf("%d bits: another address of the network is served: %v, want %v", bits, p != nil, more)
		}
		connect(t, f, fakes.StringConfig{Remote: at("[2001:db8:0:1::1]:1")})
		if p, _ := f.BuildProtocol(&net.TCPAddr{IP: net.ParseIP("2001:db8::1")}); p != nil {
			t.Errorf("%d bits: the same address in another form is another peer", bits)
		}
	}
	links := policies.NewLimit(policies.LimitConfig{ByPeer: 1}).Factory(many())
	connect(t, links, fakes.StringConfig{Remote: at("[fe80::1%a]:1")})
	connect(t, links, fakes.StringConfig{Remote: at("[fe80::1%b]:1")}) // the same on another link is somebody else
}

func TestRefusalsAndFailuresInsideDoNotCount(t *testing.T) {
	limit := policies.NewLimit(policies.LimitConfig{Total: 1})
	broken := errors.New("broken")
	for _, err := range []error{nil, broken} {
		p, got := limit.Factory(core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return nil, err })).BuildProtocol(nil)
		if p != nil || got != err || limit.Count() != 0 {
			t.Errorf("%v, %v, count %d; want what the factory said, and no count", p, got, limit.Count())
		}
	}
}
