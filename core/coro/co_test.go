package coro_test

import (
	"errors"
	"runtime"
	"strings"
	"testing"

	"ravel/core"
	"ravel/core/coro"
)

func TestResumedFromAnotherGoroutineIsRefused(t *testing.T) {
	const where = " on another goroutine than the reactor's: use the reactor's Post"
	c := newClock()
	d := core.NewDeferred[int]()
	out := coro.Go(c, func(co *coro.Co) (int, error) { return coro.Await(co, d) })
	refused := make(chan any)
	c.turn(func() {
		go func() {
			defer func() { refused <- recover() }()
			d.Resolve(1)
		}()
		want(t, "who fires it elsewhere is told so", <-refused, any("coro: what a coroutine awaits was fired"+where))
		go func() {
			defer func() { refused <- recover() }()
			coro.Go(c, func(co *coro.Co) (int, error) { return 0, nil })
		}()
		want(t, "and who starts one there", <-refused, any("coro: a coroutine was started"+where))
	})
	_, _, ok := out.Result()
	want(t, "the coroutine did not run", ok, false)
	want(t, "it is still known", len(c.scope.Parked()), 1)
	c.scope.Close()
}

func TestBetweenTurnsAnyGoroutineMay(t *testing.T) {
	c := newClock()
	d := core.NewDeferred[int]()
	out := coro.Go(c, func(co *coro.Co) (int, error) { return coro.Await(co, d) })
	done := make(chan bool)
	go func() { c.turn(func() { d.Resolve(1) }); close(done) }()
	<-done
	wantResult(t, "a reactor may be run on another goroutine than it was made on", out, 1, nil)
}

// The Go runtime ends a program that resumes a coroutine with another lock on its thread than it began with.
func TestALockedGoroutineResumesWhatItBeganLocked(t *testing.T) {
	c := newClock()
	first, second := core.NewDeferred[int](), core.NewDeferred[int]()
	var out *core.Deferred[int]
	done := make(chan bool)
	go func() {
		defer close(done)
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		c.turn(func() {
			out = coro.Go(c, func(co *coro.Co) (int, error) {
				x, _ := coro.Await(co, first)
				y, err := coro.Await(co, second)
				return x + y, err
			})
			first.Resolve(1)
		})
		c.turn(func() { second.Resolve(2) })
	}()
	<-done
	wantResult(t, "it goes on where it was", out, 3, nil)
}

func TestEndedWhileAnotherWaitsForIt(t *testing.T) {
	before := runtime.NumGoroutine()
	c := newClock()
	var log []string
	coro.Do(c, func(co *coro.Co) error {
		_, err := coro.Await(co, coro.Do(c, func(co *coro.Co) error {
			_, err := coro.Await(co, core.NewDeferred[int]())
			log = append(log, "inner left")
			return err
		}))
		log = append(log, "outer left")
		wantErr(t, "the end comes out of what was awaited", err, coro.ErrEnded)
		return err
	})
	want(t, "both are parked", len(c.scope.Parked()), 2)
	c.scope.Close()
	want(t, "from the inside outwards", log, []string{"inner left", "outer left"})
	want(t, "and nobody is to blame", c.told, []error(nil))
	wantGoroutines(t, "none is left", before)
}

func TestAPanicAtTheEndStillTellsTheOthers(t *testing.T) {
	c := newClock()
	left := 0
	for range 3 {
		coro.Do(c, func(co *coro.Co) error {
			defer func() { left++ }()
			if _, err := coro.Await(co, core.NewDeferred[int]()); err != nil && left == 0 {
				panic(errTest)
			}
			return nil
		})
	}
	c.scope.Close()
	want(t, "one that panics on its way out does not keep the others", left, 3)
	want(t, "and is reported", len(c.told), 1)
	wantErr(t, "once", c.told[0], errTest)
}

func TestCloseLeavesNoGoroutine(t *testing.T) {
	before := runtime.NumGoroutine()
	c := newClock()
	cancelled, left := 0, 0
	for range 100 {
		coro.Do(c, func(co *coro.Co) error {
			defer func() { left++ }()
			_, err := coro.Await(co, core.NewDeferred(func(*core.Deferred[int]) { cancelled++ }))
			wantErr(t, "the wait is over", err, coro.ErrEnded)
			wantErr(t, "as if it were cancelled", err, core.ErrCancelled)
			return err
		})
	}
	want(t, "all are parked", len(c.scope.Parked()), 100)
	if s := c.scope.Parked()[0].String(); !strings.Contains(s, "TestCloseLeavesNoGoroutine") {
		t.Errorf("each says where it was started: %s", s)
	}
	c.scope.Close()
	want(t, "what was awaited is cancelled", cancelled, 100)
	want(t, "deferred functions were called", left, 100)
	want(t, "none is parked any more", len(c.scope.Parked()), 0)
	want(t, "and nobody is to blame", c.told, []error(nil))
	wantGoroutines(t, "none is left", before)
}

func TestSecondAwaitAfterTheEndPanics(t *testing.T) {
	c := newClock()
	out := coro.Go(c, func(co *coro.Co) (int, error) {
		for {
			if v, err := coro.Await(co, core.NewDeferred[int]()); err == nil {
				return v, nil
			}
		}
	})
	c.scope.Close()
	_, err, _ := out.Result()
	var p *core.PanicError
	if !errors.As(err, &p) {
		t.Fatalf("one that does not want to end is stopped by a panic, got %v", err)
	}
	want(t, "which says so", p.Value, any("coro: Await in a coroutine that was ended: return when it fails with ErrEnded"))
}

func TestAfterCloseNothingParks(t *testing.T) {
	before := runtime.NumGoroutine()
	c := newClock()
	c.scope.Close()
	out := coro.Do(c, func(co *coro.Co) error {
		_, err := coro.Await(co, core.NewDeferred[int]())
		wantErr(t, "a wait that could not end is refused", err, coro.ErrEnded)
		return nil
	})
	wantResult(t, "the coroutine goes on", out, struct{}{}, nil)
	wantGoroutines(t, "none is left", before)
}
