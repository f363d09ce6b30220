package core_test

import (
	"context"
	"testing"
	"time"

	"ravel/core"
)

// DEF-14: without a canceller exactly one late result is dropped.
func TestCancelWithoutCanceller(t *testing.T) {
	d := core.NewDeferred[int]()
	d.Cancel()
	wantFailure(t, "it fails", d, core.ErrCancelled, context.Canceled)
	d.Resolve(1)
	wantPanicErr(t, "one late result is dropped, the second is a mistake", core.ErrAlreadyCalled, func() { d.Resolve(2) })
}

// DEF-15: canceller runs once, before the errback; if it does not fire, ErrCancelled is used; later fire panics.
func TestCancelCallsTheCanceller(t *testing.T) {
	var s story
	d := s.cancelled("d").AddErrback(s.heal("eb", 0))
	d.Cancel()
	d.Cancel()
	s.wants(t, "the canceller comes first, and once", "cancel d", "eb cancelled")
	wantPanicErr(t, "who can be cancelled has no excuse to fire late", core.ErrAlreadyCalled, func() { d.Resolve(1) })
}

// DEF-16: the canceller may fire.
func TestCancellerMayFire(t *testing.T) {
	d := core.NewDeferred(func(d *core.Deferred[int]) { d.Resolve(5) })
	d.Cancel()
	wantValue(t, "its result is the result", d, 5)
}

func TestCancellerThatPanics(t *testing.T) {
	d := core.NewDeferred(func(*core.Deferred[int]) { panic(errTest) })
	d.Cancel()
	wantFailure(t, "that is the failure", d, errTest)
}

// DEF-17: cancelling the outer while waiting forwards to the inner.
func TestCancelForwardsToWhatIsWaitedFor(t *testing.T) {
	var s story
	inner, outer := s.cancelled("inner"), s.cancelled("outer")
	outer.AddCallbackDeferred(func(int) *core.Deferred[int] { return inner }).AddErrback(s.heal("outer eb", 0))
	outer.Resolve(1)
	outer.Cancel()
	s.wants(t, "only the inner's canceller is called", "cancel inner", "outer eb cancelled")
}

// DEF-18: cancel after done is a no-op.
func TestCancelAfterTheResult(t *testing.T) {
	var s story
	d := s.cancelled("d")
	d.Resolve(1)
	d.Cancel()
	d.AddCallback(s.value("cb"))
	s.wants(t, "nothing happens", "cb 1")
}

func TestCancelThroughMany(t *testing.T) {
	var s story
	d := s.cancelled("the first")
	last := d
	for range many {
		last = core.Then(last, func(v int) (int, error) { return v, nil })
	}
	last.Cancel()
	s.wants(t, "what they all follow is cancelled", "cancel the first")
	wantFailure(t, "and so are they", last, core.ErrCancelled)
}

func TestForwardCancel(t *testing.T) {
	var s story
	d := core.NewDeferred[int]().ForwardCancel(func() { s.note("forwarded") })
	d.Cancel()
	d.Cancel()
	s.wants(t, "each is forwarded", "forwarded", "forwarded")
	wantNothing(t, "and nothing else happens", d)
	d.Resolve(1)
	d.Cancel()
	s.wants(t, "until there is a result", "forwarded", "forwarded")
}

func TestCancelInACircle(t *testing.T) {
	a, b := core.NewDeferred[int](), core.NewDeferred[int]()
	a.AddCallbackDeferred(func(int) *core.Deferred[int] { return b })
	b.AddCallbackDeferred(func(int) *core.Deferred[int] { return a })
	a.Resolve(0)
	b.Resolve(0)
	defer func() {
		wantSame(t, "it ends", recover(), any("core: Cancel of a Deferred that waits for itself"))
	}()
	a.Cancel()
}

// DEF-20: the timeout is the failure.
func TestTimeout(t *testing.T) {
	h := newHand()
	d := core.NewDeferred[int]().Timeout(h, 5*time.Second)
	h.pass(4 * time.Second)
	wantNothing(t, "there is time left", d)
	h.pass(time.Second)
	wantFailure(t, "there is none", d, core.ErrTimeout)
	if _, err, _ := d.Result(); err.Error() != "no result within 5s" {
		t.Errorf("it says how long was waited: %v", err)
	}
}

// DEF-21: timeout is unscheduled on success.
func TestTimeoutIsUnscheduled(t *testing.T) {
	h := newHand()
	d := core.NewDeferred[int]().Timeout(h, 5*time.Second)
	h.pass(time.Second)
	d.Resolve(1)
	wantSame(t, "no call is left", h.timers.Len(), 0)
	core.Succeed(1).Timeout(h, time.Second)
	wantSame(t, "nor of one that had its result", h.timers.Len(), 0)
}

// DEF-22: only its own cancellation becomes a timeout.
func TestTimeoutAndCancel(t *testing.T) {
	h := newHand()
	d := core.NewDeferred[int]().Timeout(h, 5*time.Second)
	d.Cancel()
	wantFailure(t, "who cancels first is told so", d, core.ErrCancelled)
	other := core.NewDeferred(func(d *core.Deferred[int]) { d.Fail(errTest) }).Timeout(h, time.Second)
	h.pass(time.Second)
	wantFailure(t, "a canceller's own failure stays", other, errTest)
}

// DEF-23: it covers only what was added before.
func TestTimeoutCoversWhatWasAddedBefore(t *testing.T) {
	h := newHand()
	before, after := core.NewDeferred[int](), core.NewDeferred[int]()
	d := core.Succeed(0).
		AddCallbackDeferred(func(int) *core.Deferred[int] { return before }).
		Timeout(h, 5*time.Second).
		AddCallbackDeferred(func(int) *core.Deferred[int] { return after })
	h.pass(4 * time.Second)
	before.Resolve(1)
	h.pass(time.Hour)
	wantNothing(t, "what comes after has all the time", d)
	after.Resolve(2)
	wantValue(t, "and is waited for", d, 2)
}
