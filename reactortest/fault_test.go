package reactortest_test

import (
	"context"
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
		{"a turn that made a call waits for something else", wrong(func(r *fakes.Reactor) core.Reactor { return patient{r} }),
			map[string]string{"REA-011": "at once", "REA-012": "at once"}},
		{"Close tells protocols", wrong(func(r *fakes.Reactor) core.Reactor { return talkative{r} }),
			map[string]string{"END-001": "nobody is told", "END-002": "nobody is told"}},
		{"Close leaves all as it is", wrong(func(r *fakes.Reactor) core.Reactor { return &lasting{Reactor: r} }),
			map[string]string{"END-001": "the transport has ended", "END-002": "nothing is sent", "END-009": "no delayed call is left"}},
		{"a process ends before its exit", wrong(spawning(func(p core.ProcessProtocol) core.ProcessProtocol { return endsFirst{p} })),
			map[string]string{"PRC-001": "P-009", "PRC-013": "P-009"}},
		{"a descriptor is lost twice", wrong(spawning(func(p core.ProcessProtocol) core.ProcessProtocol { return twiceLost{p} })),
			map[string]string{"PRC-001": "P-023"}},
		{"failures are known to nobody", wrong(func(r *fakes.Reactor) core.Reactor { return careless{r} }),
			map[string]string{"DEF-005": "it is known"}},
		{"jobs are done inside the call", wrong(func(r *fakes.Reactor) core.Reactor { return eager{r} }),
			map[string]string{"THR-001": "nothing has come yet", "THR-006": "nothing happens inside"}},
		{"a pool has no bounds", wrong(func(r *fakes.Reactor) core.Reactor { return boundless{r} }),
			map[string]string{"THR-005": "two have begun", "THR-007": "it says so"}},
		{"a job that is cancelled is done all the same", wrong(func(r *fakes.Reactor) core.Reactor { return stubborn{r} }),
			map[string]string{"THR-008": "it waits no more"}},
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
				r.Install("/bin/sh", shell)
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

// patient makes the calls that are due, and then waits as if there had been none.
type patient struct{ *fakes.Reactor }

func (p patient) Iterate(limit time.Duration) error {
	if limit > 0 {
		if err := p.Reactor.Iterate(0); err != nil {
			return err
		}
	}
	return p.Reactor.Iterate(limit)
}

// talkative shuts down in order, whenever it is closed.
type talkative struct{ *fakes.Reactor }

func (t talkative) Close() error {
	t.Post(func() { t.Stop() })
	t.Run(context.Background())
	return t.Reactor.Close()
}

// lasting says that it is closed.
type lasting struct {
	*fakes.Reactor
	closed bool
}

func (l *lasting) Close() error {
	if l.closed {
		return core.ErrNotRunning
	}
	l.closed = true
	return nil
}

func (l *lasting) Iterate(limit time.Duration) error {
	if l.closed {
		return core.ErrNotRunning
	}
	return l.Reactor.Iterate(limit)
}

// careless has a new Scope for whoever asks.
type careless struct{ *fakes.Reactor }

func (careless) Scope() *core.Scope { return core.NewScope(core.ScopeConfig{}) }

// eager has no threads.
type eager struct{ *fakes.Reactor }

func (eager) InThread(work func(context.Context) error, done func(error)) (cancel func(), err error) {
	failed := work(context.Background())
	if done != nil {
		done(failed)
	}
	return func() {}, nil
}

// boundless does not hear of limits.
type boundless struct{ *fakes.Reactor }

func (boundless) SetPool(core.PoolConfig) {}

// stubborn cancels nothing.
type stubborn struct{ *fakes.Reactor }

func (s stubborn) InThread(work func(context.Context) error, done func(error)) (cancel func(), err error) {
	_, err = s.Reactor.InThread(work, done)
	return func() {}, err
}

// shell is a /bin/sh that knows the scripts of the cases here.
func shell(p *fakes.Process) {
	code := 0
	switch p.Args[2] {
	case reactortest.ShellHello:
		p.Write(1, []byte("out\n"))
		p.Write(2, []byte("err\n"))
	case reactortest.ShellSay:
		p.Write(1, []byte("said\n"))
	case reactortest.ShellStderrOut:
		p.Write(1, []byte("o\n"))
		p.Write(2, []byte("e\n"))
		code = 2
	}
	p.Exit(code)
}

// spawner passes the protocol of every process through change.
type spawner struct {
	*fakes.Reactor
	change func(p core.ProcessProtocol) core.ProcessProtocol
}

func spawning(change func(p core.ProcessProtocol) core.ProcessProtocol) func(r *fakes.Reactor) core.Reactor {
	return func(r *fakes.Reactor) core.Reactor { return &spawner{r, change} }
}

func (s *spawner) Spawn(p core.ProcessProtocol, spec core.ProcessSpec) (core.ProcessTransport, error) {
	return s.Reactor.Spawn(s.change(p), spec)
}

type endsFirst struct{ core.ProcessProtocol }

func (e endsFirst) ProcessExited(error) {}

func (e endsFirst) ProcessEnded(reason error) {
	e.ProcessProtocol.ProcessEnded(reason)
	e.ProcessProtocol.ProcessExited(reason)
}

type twiceLost struct{ core.ProcessProtocol }

func (t twiceLost) ChildConnectionLost(fd int) {
	t.ProcessProtocol.ChildConnectionLost(fd)
	t.ProcessProtocol.ChildConnectionLost(fd)
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
