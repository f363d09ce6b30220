package core_test

import (
	"errors"
	"runtime"
	"slices"
	"strings"
	"testing"

	"ravel/core"
)

func TestCallbacksRunInOrder(t *testing.T) {
	var s story
	d := core.NewDeferred[int]().
		AddCallback(func(v int) (int, error) { s.note("first %d", v); return v + 1, nil }).
		AddCallback(func(v int) (int, error) { s.note("second %d", v); return v + 1, nil })
	s.wants(t, "nothing is called before there is a result")
	d.Resolve(100)
	s.wants(t, "each gets what the one before it returned", "first 100", "second 101")
	d.AddCallback(s.value("late"))
	s.wants(t, "one that is added late is called at once, with the last result", "first 100", "second 101", "late 102")
}

// DEF-03: errback recovers, callback after it runs.
func TestErrbackHeals(t *testing.T) {
	var s story
	d := core.NewDeferred[int]().
		AddCallback(func(v int) (int, error) { s.note("cb1 %d", v); return 5, errTest }).
		AddCallback(s.value("skipped")).
		AddErrback(s.heal("eb", 7)).
		AddCallback(s.value("cb2")).
		AddErrback(s.failure("skipped"))
	d.Resolve(1)
	s.wants(t, "a failure goes to the next errback, its value to the next callback", "cb1 1", "eb a failure", "cb2 7")
	wantValue(t, "the chain is healed", d, 7)
}

func TestAddCallbacksAreAlternatives(t *testing.T) {
	var s story
	d := core.NewDeferred[int]().
		AddCallbacks(func(int) (int, error) { s.note("callback"); return 0, errTest }, s.heal("own errback", 0)).
		AddCallbacks(s.value("skipped"), s.heal("next errback", 3))
	d.Resolve(1)
	s.wants(t, "a callback's failure goes on, not to the errback beside it", "callback", "next errback a failure")
}

func TestAddBoth(t *testing.T) {
	var s story
	both := func(v int, err error) (int, error) { s.note("both %d %v", v, err); return 0, errTest }
	d := core.NewDeferred[int]().AddBoth(both).AddBoth(both)
	d.Resolve(1)
	s.wants(t, "it gets values and failures", "both 1 <nil>", "both 0 a failure")
	wantFailure(t, "its error is the result", d, errTest)
}

func TestAFailureHasNoValue(t *testing.T) {
	d := core.NewDeferred[int]().AddCallback(func(int) (int, error) { return 5, errTest })
	d.Resolve(1)
	v, _, _ := d.Result()
	wantSame(t, "what comes with an error is dropped", v, 0)
	wantFailure(t, "the error stays", d, errTest)
}

// DEF-12: a callback added inside a callback is appended, not nested.
func TestAddedInsideRunsAfterwards(t *testing.T) {
	var s story
	d := core.NewDeferred[int]()
	d.AddCallback(func(v int) (int, error) {
		d.AddCallback(s.value("added"))
		s.note("first")
		return v, nil
	})
	d.AddCallback(s.value("second"))
	d.Resolve(1)
	s.wants(t, "it comes last", "first", "second 1", "added 1")
}

// DEF-07: returning an unfinished result pauses the outer chain; inner loses its result.
func TestReturnedDeferredIsWaitedFor(t *testing.T) {
	var s story
	inner, outer := core.NewDeferred[string](), core.NewDeferred[string]()
	outer.AddCallbackDeferred(func(string) *core.Deferred[string] { return inner })
	outer.AddCallback(func(v string) (string, error) { s.note("outer2 %s", v); return "r2", nil })
	outer.Resolve("O")
	s.note("waiting")
	outer.AddCallback(func(v string) (string, error) { s.note("outer3 %s", v); return v, nil })
	inner.Resolve("I")
	inner.AddCallback(func(v string) (string, error) { s.note("inner-after %q", v); return v, nil })
	s.wants(t, "the outer goes on with the inner's result, which the inner then has not", "waiting", "outer2 I", "outer3 r2", `inner-after ""`)
}

// DEF-08: what was added to the inner after it was returned is called after the outer's.
func TestOuterGoesFirst(t *testing.T) {
	var s story
	inner, outer := core.NewDeferred[int](), core.NewDeferred[int]()
	outer.AddCallbackDeferred(func(int) *core.Deferred[int] { return inner }).AddCallback(s.value("outer"))
	outer.Resolve(0)
	inner.AddCallback(s.value("inner"))
	inner.Resolve(1)
	s.wants(t, "in the order of adding", "outer 1", "inner 0")
}

func TestReturnedDeferredThatHasItsResult(t *testing.T) {
	h := newHand()
	failed := core.Failed[int](errTest).On(h)
	d := core.NewDeferred[int]().
		AddCallbackDeferred(func(int) *core.Deferred[int] { return core.Succeed(2) }).
		AddBothDeferred(func(v int, err error) *core.Deferred[int] { return failed }).
		AddCallbackDeferred(func(int) *core.Deferred[int] { panic("a callback does not get a failure") }).
		AddErrbackDeferred(func(err error) *core.Deferred[int] {
			wantIs(t, "an errback does", err, errTest)
			return core.Succeed(3)
		}).
		AddErrbackDeferred(func(err error) *core.Deferred[int] { panic("nor an errback a value") })
	d.Resolve(1)
	wantValue(t, "nothing is waited for", d, 3)
	// DEF-09: inner failure counts as handled.
	wantSame(t, "who is waited for has no failure left", len(h.scope.Unhandled()), 0)
}

// DEF-13: returning itself.
func TestReturningItselfFails(t *testing.T) {
	d := core.NewDeferred[int]()
	d.AddCallbackDeferred(func(int) *core.Deferred[int] { return d })
	d.Resolve(1)
	_, err, ok := d.Result()
	if !ok || err == nil || !strings.Contains(err.Error(), "wait for itself") {
		t.Errorf("it does not hang but fails and says why: %v", err)
	}
	wantFailure(t, "once", d, err)
	none := core.NewDeferred[int]().AddCallbackDeferred(func(int) *core.Deferred[int] { return nil })
	none.Resolve(1)
	if _, err, _ := none.Result(); err == nil || !strings.Contains(err.Error(), "nil") {
		t.Errorf("so does one that returns none: %v", err)
	}
	wantFailure(t, "once", none)
}

func TestPanicInACallbackIsAFailure(t *testing.T) {
	var s story
	d := core.NewDeferred[int]().
		AddCallback(func(int) (int, error) { panic(errTest) }).
		AddErrback(func(err error) (int, error) {
			var p *core.PanicError
			if !errors.As(err, &p) || !strings.Contains(string(p.Stack), "TestPanicInACallbackIsAFailure") {
				t.Errorf("it comes with its stack: %v", err)
			}
			wantIs(t, "and its value", err, errTest)
			panic("again")
		}).
		AddErrback(s.heal("next", 4))
	d.Resolve(1)
	s.wants(t, "the chain goes on behind each", "next panic in a callback: again")
	wantValue(t, "and is healed", d, 4)
}

func TestGoexitInACallback(t *testing.T) {
	var s story
	d := core.NewDeferred[int]().AddCallback(func(int) (int, error) { runtime.Goexit(); return 0, nil })
	d.AddCallback(s.value("next"))
	ended := make(chan bool)
	go func() { defer close(ended); d.Resolve(1); s.note("returned") }()
	<-ended
	s.wants(t, "it ends the goroutine that fires")
	d.AddCallback(s.value("late"))
	s.wants(t, "the chain can go on from there", "next 1", "late 1")
}

// DEF-19: pause and unpause count.
func TestPause(t *testing.T) {
	var s story
	d := core.NewDeferred[int]().AddCallback(s.value("called"))
	d.Pause()
	d.Pause()
	d.Resolve(1)
	d.Unpause()
	s.wants(t, "one pause is left")
	wantNothing(t, "so there is no result", d)
	d.Unpause()
	s.wants(t, "none is", "called 1")
}

const many = 100_000

func depth() int { return runtime.Callers(0, make([]uintptr, 256)) }

// wantFlat fails unless all links were called at about the same depth of the stack.
func wantFlat(t *testing.T, depths []int) {
	t.Helper()
	wantSame(t, "all were called", len(depths), many)
	if slices.Max(depths)-slices.Min(depths) > 2 {
		t.Errorf("the stack grew from %d to %d frames", slices.Min(depths), slices.Max(depths))
	}
}

func TestManyLinks(t *testing.T) {
	var depths []int
	d := core.NewDeferred[int]()
	for range many {
		d.AddCallback(func(v int) (int, error) { depths = append(depths, depth()); return v + 1, nil })
	}
	d.Resolve(0)
	wantValue(t, "every link was called", d, many)
	wantFlat(t, depths)
}

// DEF-31: each waits for the next.
func TestManyThatWaitForEachOther(t *testing.T) {
	var depths []int
	innermost := core.NewDeferred[int]()
	outermost := innermost
	for range many {
		inner := outermost
		outermost = core.Succeed(0).
			AddCallbackDeferred(func(int) *core.Deferred[int] { return inner }).
			AddCallback(func(v int) (int, error) { depths = append(depths, depth()); return v + 1, nil })
	}
	innermost.Resolve(0)
	wantValue(t, "every link was called", outermost, many)
	wantFlat(t, depths)
}

func TestManyThen(t *testing.T) {
	var depths []int
	first := core.NewDeferred[int]()
	last := first
	for range many {
		last = core.Then(last, func(v int) (int, error) { depths = append(depths, depth()); return v + 1, nil })
	}
	first.Resolve(0)
	wantValue(t, "every link was called", last, many)
	wantFlat(t, depths)
}

func TestManyChained(t *testing.T) {
	var depths []int
	first := core.NewDeferred[int]()
	last := first
	for range many {
		next := core.NewDeferred[int]().AddCallback(func(v int) (int, error) { depths = append(depths, depth()); return v + 1, nil })
		last.ChainTo(next)
		last = next
	}
	first.Resolve(0)
	wantValue(t, "every link was called", last, many)
	wantFlat(t, depths)
}
