package reactortest_test

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"ravel/core"
	"ravel/fakes"
	"ravel/reactortest"
)

// A suite is worth what it finds. Each fault here is a reactor that is wrong in one way, and the case that
// must find it.

func TestFaultsAreFound(t *testing.T) {
	for _, f := range faults() {
		t.Run(f.name, func(t *testing.T) {
			for id, find := range f.found {
				if failed := play(id, right); len(failed) > 0 {
					t.Errorf("%s fails on a reactor that is right: %q", id, failed)
				}
				failed := play(id, f.bench)
				if !strings.Contains(strings.Join(failed, "\n"), find) {
					t.Errorf("%s does not find it: got %q, want a failure that has %q", id, failed, find)
				}
			}
		})
	}
}

func TestFacetsThatLackAreFound(t *testing.T) {
	for name, test := range map[string]struct {
		change func(b *reactortest.Bench)
		want   string
	}{
		"one that is missing and not declared": {
			func(b *reactortest.Bench) { b.Lacks = nil }, "lacks signals, which its bench does not say",
		},
		"one that is declared and there": {
			func(b *reactortest.Bench) { b.Lacks = append(b.Lacks, reactortest.UDP) }, "lacks UDP, but it is there",
		},
		"one that is none": {
			func(b *reactortest.Bench) { b.Lacks = append(b.Lacks, "teleportation") }, `"teleportation", which is no facet`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := right()
			test.change(&b)
			failed := strings.Join(record(func(t reactortest.T) { reactortest.PlayFacets(t, b) }), "\n")
			if !strings.Contains(failed, test.want) {
				t.Errorf("got %q, want a failure that has %q", failed, test.want)
			}
		})
	}
}

func TestLeaksAreFound(t *testing.T) {
	leaking := right()
	leaking.Leaks = func(core.Reactor) []string { return []string{"a socket"} }
	if failed := record(func(t reactortest.T) { reactortest.Play(t, leaking, func(*reactortest.Script) {}) }); len(failed) != 1 || !strings.Contains(failed[0], "leaked: a socket") {
		t.Errorf("got %q, want the leak", failed)
	}
	failed := record(func(t reactortest.T) {
		reactortest.Play(t, right(), func(s *reactortest.Script) { s.R.CallLater(time.Hour, func() {}) })
	})
	if len(failed) != 1 || !strings.Contains(failed[0], "a delayed call was left, due 1h0m0s from now") {
		t.Errorf("got %q, want the delayed call", failed)
	}
	failed = record(func(t reactortest.T) {
		reactortest.Play(t, right(), func(s *reactortest.Script) { s.R.Post(func() { panic("nobody expects it") }); s.Turn() })
	})
	if len(failed) != 1 || !strings.Contains(failed[0], "1 failures were logged, want 0") {
		t.Errorf("got %q, want the failure", failed)
	}
}

// A fault is a reactor that is wrong, and the cases that find it, each with a part of what it says.
type fault struct {
	name  string
	bench func() reactortest.Bench
	found map[string]string
}

func faults() []fault {
	return []fault{
		{"timed calls come early", wrong(func(r *fakes.Reactor) core.Reactor { return early{r} }),
			map[string]string{"CLK-004": "the delay has passed in full"}},
		{"posted calls are timed calls", wrong(func(r *fakes.Reactor) core.Reactor { return timedPosts{r} }),
			map[string]string{"REA-002": "the order of a turn"}},
		{"stopping says nothing when it does nothing", wrong(func(r *fakes.Reactor) core.Reactor { return meek{r} }),
			map[string]string{"REA-102": "it does not run yet"}},
		{"the end is told twice", wrong(wired(func(p core.Protocol) core.Protocol { return lostTwice{p} })),
			map[string]string{"TCP-001": "T-008", "ERR-002": "T-008"}},
		{"empty pieces are told", wrong(wired(func(p core.Protocol) core.Protocol { return emptyPieces{p} })),
			map[string]string{"TCP-001": "T-021"}},
		{"losing is aborting", wrong(transported(func(r *fakes.Reactor, t core.Transport) core.Transport { return hasty{t} })),
			map[string]string{"TCP-106": "not a byte is missing", "TCP-104": "the greeting is delivered"}},
		{"written slices are kept", wrong(transported(func(r *fakes.Reactor, t core.Transport) core.Transport { return keeping{t, r} })),
			map[string]string{"TCP-206": "as it was when it was written"}},
		{"a byte is lost now and then", wrong(transported(func(r *fakes.Reactor, t core.Transport) core.Transport { return &leaky{Transport: t} })),
			map[string]string{"TCP-013": "all of it is back"}},
		{"addresses are forgotten", wrong(transported(func(r *fakes.Reactor, t core.Transport) core.Transport { return forgetful{t} })),
			map[string]string{"TCP-005": "T-026"}},
		{"refusing factories are not heard", wrong(func(r *fakes.Reactor) core.Reactor { return silent{r} }),
			map[string]string{"CONN-001": "start factory"}},
	}
}

// right is a bench for a reactor that is right.
func right() reactortest.Bench {
	return wrong(func(r *fakes.Reactor) core.Reactor { return r })()
}

// wrong is a bench for a fake reactor that change makes wrong.
func wrong(change func(r *fakes.Reactor) core.Reactor) func() reactortest.Bench {
	return func() reactortest.Bench {
		inner := make(map[core.Reactor]*fakes.Reactor)
		return reactortest.Bench{
			New: func() core.Reactor {
				r := fakes.NewReactor(fakes.Config{Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
				w := change(r)
				inner[w] = r
				return w
			},
			Failures: func(r core.Reactor) []error { return inner[r].Failures() },
			Lacks: []reactortest.Facet{
				reactortest.Signals, reactortest.Below, reactortest.BlackHole, reactortest.DescriptorPassing,
				reactortest.Multicast6, reactortest.Unheard,
			},
		}
	}
}

// play plays the case of that id and returns what it said.
func play(id string, bench func() reactortest.Bench) []string {
	for _, c := range reactortest.Cases() {
		if c.ID == id {
			return record(func(t reactortest.T) { c.Play(t, bench()) })
		}
	}
	return []string{"there is no case " + id}
}

// record runs f with a test that only writes down.
func record(f func(t reactortest.T)) []string {
	r := &recorder{}
	func() {
		defer func() {
			if v := recover(); v != nil && v != over {
				panic(v)
			}
		}()
		f(r)
	}()
	return r.failed
}

type recorder struct{ failed []string }

// over is panicked with by Fatalf.
var over = new(int)

func (r *recorder) Helper() {}
func (r *recorder) Errorf(format string, args ...any) {
	r.failed = append(r.failed, fmt.Sprintf(format, args...))
}
func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	panic(over)
}

// The reactors that are wrong.

type early struct{ *fakes.Reactor }

func (e early) CallLater(d time.Duration, f func()) *core.DelayedCall {
	return e.Reactor.CallLater(d/2, f)
}

type timedPosts struct{ *fakes.Reactor }

func (t timedPosts) Post(f func()) { t.CallLater(0, f) }

type meek struct{ *fakes.Reactor }

func (m meek) Stop() error {
	m.Reactor.Stop()
	return nil
}

type silent struct{ *fakes.Reactor }

func (s silent) ConnectTCP(addr string, f core.Factory, c ...core.ConnectConfig) (core.Connector, error) {
	return s.Reactor.ConnectTCP(addr, core.FactoryFunc(f.BuildProtocol), c...)
}

// rewired passes every protocol that it serves through change.
type rewired struct {
	*fakes.Reactor
	change func(p core.Protocol) core.Protocol
}

func wired(change func(p core.Protocol) core.Protocol) func(r *fakes.Reactor) core.Reactor {
	return func(r *fakes.Reactor) core.Reactor { return &rewired{r, change} }
}

func (w *rewired) factory(f core.Factory) core.Factory {
	return core.FactoryFunc(func(peer net.Addr) (core.Protocol, error) {
		p, err := f.BuildProtocol(peer)
		if p == nil || err != nil {
			return nil, err
		}
		return w.change(p), nil
	})
}

func (w *rewired) ListenTCP(addr string, f core.Factory, c ...core.ListenConfig) (core.Listener, error) {
	return w.Reactor.ListenTCP(addr, w.factory(f), c...)
}

func (w *rewired) ConnectTCP(addr string, f core.Factory, c ...core.ConnectConfig) (core.Connector, error) {
	return w.Reactor.ConnectTCP(addr, w.factory(f), c...)
}

type lostTwice struct{ core.Protocol }

func (l lostTwice) ConnectionLost(reason error) {
	l.Protocol.ConnectionLost(reason)
	l.Protocol.ConnectionLost(reason)
}

type emptyPieces struct{ core.Protocol }

func (e emptyPieces) DataReceived(p []byte) {
	e.Protocol.DataReceived(p)
	e.Protocol.DataReceived(nil)
}

// transported passes every transport through change.
func transported(change func(r *fakes.Reactor, t core.Transport) core.Transport) func(r *fakes.Reactor) core.Reactor {
	return func(r *fakes.Reactor) core.Reactor {
		return wired(func(p core.Protocol) core.Protocol {
			return onOther{p, func(t core.Transport) core.Transport { return change(r, t) }}
		})(r)
	}
}

type onOther struct {
	core.Protocol
	change func(t core.Transport) core.Transport
}

func (o onOther) ConnectionMade(t core.Transport) { o.Protocol.ConnectionMade(o.change(t)) }

type hasty struct{ core.Transport }

func (h hasty) LoseConnection() { h.AbortConnection() }

// keeping writes later what it was lent.
type keeping struct {
	core.Transport
	r core.Poster
}

func (k keeping) Write(p []byte) (int, error) {
	k.r.Post(func() { k.Transport.Write(p) })
	return len(p), nil
}

type leaky struct {
	core.Transport
	written int
}

func (l *leaky) Write(p []byte) (int, error) {
	if l.written += len(p); l.written > 1<<19 {
		l.Transport.Write(p[:len(p)-1])
		l.written = 0
		return len(p), nil
	}
	return l.Transport.Write(p)
}

type forgetful struct{ core.Transport }

func (f forgetful) RemoteAddr() net.Addr {
	if f.Closing() {
		return nil
	}
	return f.Transport.RemoteAddr()
}
