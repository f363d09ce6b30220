package policies_test

import (
	"crypto/tls"
	"fmt"
	"net"
	"slices"
	"testing"
	"time"

	"ravel/core"
	"ravel/fakes"
	"ravel/protocols/policies"
)

func TestTheLastOfAChainIsTheOutermost(t *testing.T) {
	var log []string
	tap := func(name string) policies.Middleware {
		return policies.Wiretap(func(tap policies.Tap) { log = append(log, fmt.Sprintf("%s %v %s", name, tap.Kind, tap.Data)) })
	}
	p := &teller{}
	wire := connect(t, policies.Chain(serves(t, p), tap("inner"), tap("outer")))
	wire.Feed("in")
	p.Transport.Write([]byte("out"))
	wire.Lose(core.ErrConnectionLost)
	want := []string{"outer made ", "inner made ", "outer received in", "inner received in",
		"outer written out", "inner written out", "outer lost ", "inner lost "}
	if !slices.Equal(log, want) {
		t.Errorf("%q\nwant %q", log, want)
	}
}

// What stands inside a limit does not hear of those that it refuses; what stands outside neither, since there is
// no protocol for them.
func TestNobodyHearsOfARefusedConnection(t *testing.T) {
	heard := 0
	tap := policies.Wiretap(func(policies.Tap) { heard++ })
	f := policies.Chain(many(), tap, policies.NewLimit(policies.LimitConfig{Total: 1}).Factory, tap)
	connect(t, f)
	if p, err := f.BuildProtocol(nil); p != nil || err != nil || heard != 2 {
		t.Errorf("%v, %v, told %d times; want a refusal, and the first connection twice", p, err, heard)
	}
}

// A connection that is held back for what it owes is idle from its last byte on, as any other.
func TestIdlenessAndThrottleKeepTheirInstants(t *testing.T) {
	clock, p := fakes.NewClock(), &teller{}
	wire := connect(t, policies.Chain(serves(t, p),
		policies.NewThrottle(clock, policies.ThrottleConfig{Read: 10}).Factory, policies.IdleTimeout(clock, 5*time.Second)))
	wire.Feed("0123456789012345678901234567890123456789") // held back for 3 s
	for _, at := range []struct {
		after           time.Duration
		paused, closing bool
	}{{2999 * time.Millisecond, true, false}, {time.Millisecond, false, false}, {1999 * time.Millisecond, false, false}, {time.Millisecond, false, true}} {
		clock.Advance(at.after)
		if wire.ReadingPaused() != at.paused || wire.Closing() != at.closing {
			t.Errorf("%v on: paused %v and closing %v, want %v and %v", at.after, wire.ReadingPaused(), wire.Closing(), at.paused, at.closing)
		}
	}
}

// secured is a transport that can turn to TLS.
type secured struct {
	core.Transport
	started bool
}

func (s *secured) StartTLS(*tls.Config, []byte) error { s.started = true; return nil }
func (s *secured) ConnectionState() tls.ConnectionState {
	return tls.ConnectionState{ServerName: "here"}
}

func TestTLSIsFoundThroughEveryPolicy(t *testing.T) {
	clock, p := fakes.NewClock(), &teller{}
	built, err := everyPolicy(clock, core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return p, nil })).BuildProtocol(nil)
	if err != nil {
		t.Fatal(err)
	}
	below := &secured{Transport: fakes.NewStringTransport()}
	built.ConnectionMade(below)
	starter, ok := core.TransportFacet[core.TLSStarter](p.Transport)
	if !ok || starter.StartTLS(nil, nil) != nil || !below.started {
		t.Fatal("TLS cannot be started behind policies")
	}
	if state, ok := core.TransportFacet[core.TLSTransport](p.Transport); !ok || state.ConnectionState().ServerName != "here" {
		t.Error("what was agreed on is hidden")
	}
	if _, ok := p.Transport.(core.HalfCloser); ok {
		t.Error("a transport that cannot close one direction can do so behind policies")
	}
	built.ConnectionLost(core.ErrConnectionDone)
}

// everyPolicy is f inside one of each.
func everyPolicy(clock core.Clock, f core.Factory) core.Factory {
	return policies.Chain(f, policies.IdleTimeout(clock, time.Hour), policies.NewThrottle(clock, policies.ThrottleConfig{}).Factory,
		policies.NewLimit(policies.LimitConfig{}).Factory, policies.Wiretap(func(policies.Tap) {}))
}
