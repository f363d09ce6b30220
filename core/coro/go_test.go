package coro_test

import (
	"errors"
	"runtime"
	"slices"
	"strings"
	"testing"

	"ravel/core"
	"ravel/core/coro"
)

func TestGoRunsUntilItWaits(t *testing.T) {
	c := newClock()
	var log []string
	d := core.NewDeferred[int]()
	out := coro.Go(c, func(co *coro.Co) (string, error) {
		log = append(log, "begins")
		v, err := coro.Await(co, d)
		log = append(log, "goes on")
		want(t, "the value of what was awaited", v, 7)
		return "result", err
	})
	log = append(log, "Go returned")
	d.Resolve(7)
	log = append(log, "Resolve returned")
	want(t, "it begins inside Go and goes on inside Resolve", log, []string{"begins", "Go returned", "goes on", "Resolve returned"})
	wantResult(t, "its return value is the result", out, "result", nil)
}

// DEF-29: values, errors thrown in, return value.
func TestValuesAndErrors(t *testing.T) {
	c := newClock()
	first, second := core.NewDeferred[int](), core.NewDeferred[int]()
	var log []string
	out := coro.Go(c, func(co *coro.Co) (int, error) {
		x, _ := coro.Await(co, first)
		log = append(log, "x")
		if _, err := coro.Await(co, second); errors.Is(err, errTest) {
			log = append(log, "caught")
		}
		return x + 1, nil
	})
	first.Resolve(41)
	second.Fail(errTest)
	want(t, "each result arrives where it was awaited", log, []string{"x", "caught"})
	wantResult(t, "the body's value is the result", out, 42, nil)
	want(t, "a failure that was awaited is handled", len(c.scope.Unhandled()), 0)
}

// DEF-30: cancelling cancels what it waits on; the body may swallow it.
func TestCancelIsTheBodysToAnswer(t *testing.T) {
	c := newClock()
	var log []string
	awaited := func() *core.Deferred[int] {
		return core.NewDeferred(func(*core.Deferred[int]) { log = append(log, "canceller") })
	}
	r1 := coro.Go(c, func(co *coro.Co) (string, error) {
		_, err := coro.Await(co, awaited())
		wantErr(t, "the body sees that it was cancelled", err, core.ErrCancelled)
		log = append(log, "in the body")
		return "cleanup", nil
	})
	r2 := coro.Go(c, func(co *coro.Co) (string, error) {
		_, err := coro.Await(co, awaited())
		return "", err
	})
	r1.Cancel()
	want(t, "the canceller comes first", log, []string{"canceller", "in the body"})
	wantResult(t, "who swallows it has a value", r1, "cleanup", nil)
	r2.Cancel()
	wantResult(t, "who does not has been cancelled", r2, "", core.ErrCancelled)
	r1.Cancel()
	wantResult(t, "cancelling what is over does nothing", r1, "cleanup", nil)
}

func TestCancelledMayAwaitMore(t *testing.T) {
	c := newClock()
	goodbye := core.NewDeferred[int]()
	out := coro.Go(c, func(co *coro.Co) (int, error) {
		coro.Await(co, core.NewDeferred[int]())
		return coro.Await(co, goodbye)
	})
	out.Cancel()
	_, _, ok := out.Result()
	want(t, "it is not over before it has cleaned up", ok, false)
	goodbye.Resolve(3)
	wantResult(t, "what it awaits then is awaited", out, 3, nil)
}

func TestCancelWhileItRuns(t *testing.T) {
	c := newClock()
	gate := core.NewDeferred[int]()
	var out *core.Deferred[int]
	out = coro.Go(c, func(co *coro.Co) (int, error) {
		coro.Await(co, gate)
		out.Cancel()
		if _, err := coro.Await(co, core.Succeed(1)); err != nil {
			t.Error("what has come is not cancelled:", err)
		}
		return coro.Await(co, core.NewDeferred[int]())
	})
	gate.Resolve(0)
	wantResult(t, "the next wait is cancelled at once", out, 0, core.ErrCancelled)
}

// What has been fired and waits for another Deferred has not come.
func TestCancelWhileItRunsReachesWhatTheNextWaitWaitsFor(t *testing.T) {
	c := newClock()
	gate := core.NewDeferred[int]()
	var log []string
	inner := core.NewDeferred(func(*core.Deferred[int]) { log = append(log, "canceller") })
	outer := core.Succeed(0).AddCallbackDeferred(func(int) *core.Deferred[int] { return inner })
	var out *core.Deferred[int]
	out = coro.Go(c, func(co *coro.Co) (int, error) {
		coro.Await(co, gate)
		out.Cancel()
		return coro.Await(co, outer)
	})
	gate.Resolve(0)
	want(t, "the innermost is cancelled", log, []string{"canceller"})
	wantResult(t, "and nobody is left to wait", out, 0, core.ErrCancelled)
}

func TestPanicIsTheFailure(t *testing.T) {
	c := newClock()
	gate := core.NewDeferred[int]()
	out := coro.Go(c, func(co *coro.Co) (int, error) {
		coro.Await(co, gate)
		panic(errTest)
	})
	gate.Resolve(0)
	_, err, _ := out.Result()
	var p *core.PanicError
	if !errors.As(err, &p) || !strings.Contains(string(p.Stack), "TestPanicIsTheFailure") {
		t.Fatalf("a panic is a failure with its stack, got %v", err)
	}
	wantResult(t, "and the panic's value", out, 0, errTest)
	wantResult(t, "who fired it is not concerned", gate, 0, nil)
}

func TestGoexitSurfacesWhereItWasResumed(t *testing.T) {
	c := newClock()
	gate := core.NewDeferred[int]()
	out := coro.Go(c, func(co *coro.Co) (int, error) {
		coro.Await(co, gate)
		runtime.Goexit()
		return 1, nil
	})
	returned, ended := false, make(chan bool)
	go func() {
		defer close(ended)
		c.turn(func() { gate.Resolve(0) })
		returned = true
	}()
	<-ended
	want(t, "the goroutine that resumed it ends too", returned, false)
	wantResult(t, "who waits for it is told", out, 0, coro.ErrGoexit)
	want(t, "the floor is free again", c.scope.Mine(), true)
}

func TestNested(t *testing.T) {
	c := newClock()
	gate := core.NewDeferred[int]()
	inner := func(co *coro.Co) (int, error) {
		v, err := coro.Await(co, gate)
		return v + 1, err
	}
	out := coro.Go(c, func(co *coro.Co) (int, error) {
		v, err := coro.Await(co, coro.Go(c, inner))
		return v * 2, err
	})
	gate.Resolve(20)
	wantResult(t, "one waits for the other", out, 42, nil)
}

func TestCancelGoesThroughNested(t *testing.T) {
	c := newClock()
	var log []string
	out := coro.Go(c, func(co *coro.Co) (int, error) {
		_, err := coro.Await(co, coro.Go(c, func(co *coro.Co) (int, error) {
			defer func() { log = append(log, "inner left") }()
			return coro.Await(co, core.NewDeferred(func(*core.Deferred[int]) { log = append(log, "canceller") }))
		}))
		log = append(log, "outer sees it")
		return 0, err
	})
	out.Cancel()
	want(t, "the innermost wait is cancelled, and it comes back outwards", log, []string{"canceller", "inner left", "outer sees it"})
	wantResult(t, "to the outermost", out, 0, core.ErrCancelled)
}

// One coroutine fires what another awaits: the other runs inside the call, on top of the first.
func TestOneResumesAnother(t *testing.T) {
	c := newClock()
	var log []string
	q := core.NewQueue[int]()
	coro.Do(c, func(co *coro.Co) error {
		for range 3 {
			v, err := coro.Await(co, q.Get())
			if err != nil {
				return err
			}
			log = append(log, "got "+string(rune('0'+v)))
		}
		return nil
	})
	gate := core.NewDeferred[int]()
	coro.Do(c, func(co *coro.Co) error {
		coro.Await(co, gate)
		for i := range 3 {
			log = append(log, "put")
			if err := q.Put(i); err != nil {
				return err
			}
		}
		return nil
	})
	c.turn(func() { gate.Resolve(0) })
	want(t, "they take turns", log, []string{"put", "got 0", "put", "got 1", "put", "got 2"})
}

func TestManyInARow(t *testing.T) {
	const n = 2_000
	c := newClock()
	before := runtime.NumGoroutine()
	gate := core.NewDeferred[int]()
	last := gate
	var depths []int
	for range n {
		previous := last
		last = coro.Go(c, func(co *coro.Co) (int, error) {
			v, err := coro.Await(co, previous)
			depths = append(depths, runtime.Callers(0, make([]uintptr, 64)))
			return v + 1, err
		})
	}
	gate.Resolve(0)
	wantResult(t, "each waits for the one before it", last, n, nil)
	want(t, "none stands on top of another", slices.Max(depths), slices.Min(depths))
	wantGoroutines(t, "none is left", before)
}

func TestUnhandledFailureIsKept(t *testing.T) {
	c := newClock()
	coro.Go(c, func(co *coro.Co) (int, error) { return 0, errTest })
	unhandled := c.scope.Unhandled()
	want(t, "what nobody waits for is kept", len(unhandled), 1)
	wantErr(t, "with its error", unhandled[0], errTest)
	if !strings.Contains(unhandled[0].Error(), "TestUnhandledFailureIsKept") {
		t.Errorf("it says where the coroutine was started: %v", unhandled[0])
	}
}
