package core_test

import (
	"bytes"
	"errors"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"testing"

	"ravel/core"
)

func TestScopeKeepsUnhandledFailures(t *testing.T) {
	h := newHand()
	a, b, c := core.NewDeferredOn[int](h), core.NewDeferredOn[int](h), core.NewDeferredOn[int](h)
	for _, d := range []*core.Deferred[int]{c, a, b} {
		d.Fail(errTest)
	}
	wantSame(t, "all are kept", len(h.scope.Unhandled()), 3)
	heal := func(error) (int, error) { return 0, nil }
	a.AddErrback(heal)
	wantSame(t, "a late errback takes one out (DEF-11)", len(h.scope.Unhandled()), 2)
	b.AddCallback(func(v int) (int, error) { return v, nil })
	wantSame(t, "a callback does not", len(h.scope.Unhandled()), 2)
	b.AddErrback(func(error) (int, error) { return 0, errors.New("another") })
	list := h.scope.Unhandled()
	var u *core.UnhandledError
	if !errors.As(list[1], &u) || u.Err.Error() != "another" || !strings.Contains(u.Made, "TestScopeKeepsUnhandledFailures") {
		t.Errorf("it is the last failure, and says where the Deferred was made: %v", list[1])
	}
	wantSame(t, "nothing is reported meanwhile", len(h.reported), 0)
	h.scope.Close()
	wantSame(t, "Close reports what is left, in the order in which it came", h.reported, list)
	wantSame(t, "and keeps nothing", len(h.scope.Unhandled()), 0)
	b.AddErrback(heal)
	c.AddErrback(heal)
}

func TestAFailureThatACallbackAnswersWithADeferredIsHandled(t *testing.T) {
	h := newHand()
	inner := core.NewDeferred[int]()
	waits := core.Failed[int](errTest).On(h)
	wantSame(t, "it is kept", len(h.scope.Unhandled()), 1)
	waits.AddErrbackDeferred(func(error) *core.Deferred[int] { return inner })
	wantSame(t, "what it was answered with has not come, but it was answered", len(h.scope.Unhandled()), 0)
	inner.Fail(errTest)
	wantSame(t, "a failure that comes of that is another", len(h.scope.Unhandled()), 1)
	wantFailure(t, "and can be handled", waits, errTest)

	paused := core.Failed[int](errTest).On(h)
	paused.AddErrback(func(error) (int, error) { paused.Pause(); return 1, nil })
	wantSame(t, "nor is one left where the chain was stopped behind it", len(h.scope.Unhandled()), 0)
}

func TestScopeIsInherited(t *testing.T) {
	h := newHand()
	source := core.NewDeferredOn[int](h)
	core.Then(source, func(int) (string, error) { return "", errTest })
	core.Gather(source, core.NewDeferred[int]())
	core.Race(core.NewDeferredOn[int](h), core.Failed[int](errTest)).Cancel()
	wantSame(t, "what came of one on the scope is on it", len(h.scope.Unhandled()), 1)
	source.Resolve(1)
	wantSame(t, "Then too", len(h.scope.Unhandled()), 2)

	outer := core.NewDeferred[int]()
	inner := core.NewDeferredOn[int](h)
	outer.AddCallbackDeferred(func(int) *core.Deferred[int] { return inner })
	outer.Resolve(1)
	inner.Fail(errTest)
	wantSame(t, "and who waited for one", len(h.scope.Unhandled()), 3)
	core.NewDeferred[int]().Timeout(h, 0)
	h.pass(0)
	wantSame(t, "and who was given a limit there", len(h.scope.Unhandled()), 4)
	h.scope.Close()
}

func TestScopeReportsAtItsLimit(t *testing.T) {
	const limit = 1 << 16
	h := newHand()
	keep := make([]*core.Deferred[int], limit+1)
	for i := range keep {
		keep[i] = core.Failed[int](errTest).On(h)
	}
	wantSame(t, "so many are kept", len(h.scope.Unhandled()), limit)
	wantSame(t, "one more is reported at once", len(h.reported), 1)
}

// collect runs the garbage collector until what is true. Cleanups run on goroutines of the runtime.
func collect(t *testing.T, what func() bool) {
	t.Helper()
	for range 1_000 {
		runtime.GC()
		if what() {
			return
		}
		runtime.Gosched()
	}
	t.Fatal("it was not collected")
}

func TestScopeWithPostReportsWhatWasCollected(t *testing.T) {
	posted := make(chan func(), 16)
	var reported []error
	scope := core.NewScope(core.ScopeConfig{
		Report: func(err error) { reported = append(reported, err) },
		Post:   func(f func()) { posted <- f },
	})
	clock := &scoped{newHand(), scope}
	func() {
		kept := core.NewDeferredOn[int](clock)
		kept.Fail(errTest)
		kept.AddErrback(func(error) (int, error) { return 0, nil })
		core.NewDeferredOn[int](clock).Fail(errTest)
	}()
	collect(t, func() bool { return len(posted) > 0 })
	wantSame(t, "nothing is reported on another goroutine", len(reported), 0)
	(<-posted)()
	wantSame(t, "what can no longer be handled is reported, once", len(reported), 1)
	wantSame(t, "and no more kept", len(scope.Unhandled()), 0)
	wantSame(t, "what was handled is not", len(posted), 0)
}

type scoped struct {
	*hand
	scope *core.Scope
}

func (s *scoped) Scope() *core.Scope { return s.scope }

// DEF-10: unhandled errors are reported when the Deferred is collected.
func TestWithoutAScopeItIsLogged(t *testing.T) {
	var out syncBuffer
	defer slog.SetDefault(slog.Default())
	slog.SetDefault(slog.New(slog.NewTextHandler(&out, nil)))
	func() { core.Failed[int](errTest) }()
	collect(t, func() bool { return strings.Contains(out.String(), "a failure") })
	if !strings.Contains(out.String(), "TestWithoutAScopeItIsLogged") {
		t.Errorf("it says where the Deferred was made: %s", out.String())
	}
}

// A syncBuffer may be written by one goroutine and read by another.
type syncBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}
