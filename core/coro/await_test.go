package coro_test

import (
	"testing"
	"time"

	"ravel/core"
	"ravel/core/coro"
)

func TestAwaitOfWhatHasComeDoesNotPark(t *testing.T) {
	c := newClock()
	out := coro.Go(c, func(co *coro.Co) (int, error) {
		_, err := coro.Await(co, core.Failed[int](errTest))
		wantErr(t, "a failure returns", err, errTest)
		return coro.Await(co, core.Succeed(2))
	})
	wantResult(t, "all of it happened inside Go", out, 2, nil)
	want(t, "and nothing is unhandled", len(c.scope.Unhandled()), 0)
}

func TestAwaitByMany(t *testing.T) {
	c := newClock()
	d := core.NewDeferred[int]()
	both := [2]*core.Deferred[int]{}
	for i := range both {
		both[i] = coro.Go(c, func(co *coro.Co) (int, error) { return coro.Await(co, d) })
	}
	d.Fail(errTest)
	for _, out := range both {
		wantResult(t, "each gets the result", out, 0, errTest)
	}
	want(t, "and it is handled", len(c.scope.Unhandled()), 0)
}

func TestSleep(t *testing.T) {
	c := newClock()
	woke := time.Time{}
	coro.Do(c, func(co *coro.Co) error {
		err := coro.Sleep(co, c, time.Minute)
		woke = c.Now()
		return err
	})
	c.pass(59 * time.Second)
	want(t, "it sleeps for a minute", woke, time.Time{})
	c.pass(time.Second)
	want(t, "and not longer", woke, time.Unix(60, 0))

	out := coro.Do(c, func(co *coro.Co) error { return coro.Sleep(co, c, time.Hour) })
	out.Cancel()
	wantResult(t, "cancelled it ends", out, struct{}{}, core.ErrCancelled)
	want(t, "and so does its call", c.timers.Len(), 0)
}

func TestAwaitBelongsToItsCoroutine(t *testing.T) {
	const sentence = "coro: Await outside of the coroutine that it is for"
	c := newClock()
	d := core.NewDeferred[int]()
	var mine *coro.Co
	out := coro.Go(c, func(co *coro.Co) (int, error) {
		mine = co
		refused := make(chan any)
		go func() {
			defer func() { refused <- recover() }()
			coro.Await(co, d)
		}()
		want(t, "another goroutine is refused", <-refused, any(sentence))
		coro.Go(c, func(*coro.Co) (int, error) {
			wantPanic(t, "another coroutine too", sentence, func() { coro.Await(co, d) })
			return 0, nil
		})
		return coro.Await(co, d)
	})
	wantPanic(t, "a callback too", sentence, func() { coro.Await(mine, d) })
	d.Resolve(1)
	wantResult(t, "none of that disturbs it", out, 1, nil)
	wantPanic(t, "nor can it be used when it is over", sentence, func() { coro.Await(mine, d) })
}
