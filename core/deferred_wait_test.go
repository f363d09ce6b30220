package core_test

import (
	"context"
	"errors"
	"testing"

	"ravel/core"
)

// A mail is a Poster whose calls the test's goroutine makes.
type mail chan func()

func (m mail) Post(f func()) { m <- f }

// elsewhere is f's result, called on another goroutine while this one makes the calls that are posted.
func elsewhere[T any](m mail, f func() (T, error), between func(calls int)) (v T, err error) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		v, err = f()
	}()
	for calls := 1; ; calls++ {
		select {
		case <-done:
			for len(m) > 0 {
				(<-m)()
			}
			return v, err
		case call := <-m:
			call()
			between(calls)
		}
	}
}

func TestWait(t *testing.T) {
	d := core.NewDeferred[int]()
	m := make(mail, 8)
	v, err := elsewhere(m, func() (int, error) { return core.Wait(t.Context(), m, d) }, func(int) { d.Resolve(7) })
	wantIs(t, "no error", err, nil)
	wantSame(t, "the value comes over", v, 7)
}

func TestWaitHandlesTheFailure(t *testing.T) {
	h := newHand()
	d := core.NewDeferredOn[int](h)
	d.Fail(errTest)
	m := make(mail, 8)
	_, err := elsewhere(m, func() (int, error) { return core.Wait(t.Context(), m, d) }, func(int) {})
	wantIs(t, "the failure comes over", err, errTest)
	wantSame(t, "and is handled", len(h.scope.Unhandled()), 0)
}

func TestWaitEndsWithItsContext(t *testing.T) {
	var s story
	cause := errors.New("the cause")
	ctx, cancel := context.WithCancelCause(t.Context())
	d := s.cancelled("d")
	m := make(mail, 8)
	_, err := elsewhere(m, func() (int, error) { return core.Wait(ctx, m, d) }, func(calls int) { cancel(cause) })
	wantIs(t, "the cause comes back", err, cause)
	s.wants(t, "what was waited for is cancelled", "cancel d")
}

// A door is a Poster with a Scope that nobody comes out of.
type door struct {
	mail
	*hand
}

func TestWaitEndsWithItsReactor(t *testing.T) {
	k := door{make(mail, 8), newHand()}
	d := core.NewDeferredOn[int](k)
	_, err := elsewhere(k.mail, func() (int, error) { return core.Wait(context.Background(), k, d) }, func(int) { k.scope.Close() })
	wantIs(t, "who waits is told", err, core.ErrReactorClosed, core.ErrCancelled)
	_, err = core.Wait(context.Background(), k, d)
	wantIs(t, "so is who comes too late", err, core.ErrReactorClosed)
}

func TestWaitPrefersAResultToTheEnd(t *testing.T) {
	k := door{make(mail, 8), newHand()}
	v, err := elsewhere(k.mail, func() (int, error) { return core.Wait(context.Background(), k, core.Succeed(7)) }, func(int) { k.scope.Close() })
	wantIs(t, "it came before the end", err, nil)
	wantSame(t, "and comes over", v, 7)
}

func TestBlocking(t *testing.T) {
	m := make(mail, 8)
	here := core.Goroutine()
	v, err := elsewhere(m, func() (int, error) {
		return core.Blocking(t.Context(), m, func() *core.Deferred[int] {
			wantSame(t, "f is called on the reactor's goroutine", core.Goroutine(), here)
			return core.Succeed(3)
		})
	}, func(int) {})
	wantIs(t, "no error", err, nil)
	wantSame(t, "its value comes over", v, 3)

	_, err = elsewhere(m, func() (int, error) {
		return core.Blocking(t.Context(), m, func() *core.Deferred[int] { panic(errTest) })
	}, func(int) {})
	wantIs(t, "so does a panic", err, errTest)
}

func TestBlockingThatCameTooLate(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	m := make(mail, 8)
	_, err := elsewhere(m, func() (int, error) {
		return core.Blocking(ctx, m, func() *core.Deferred[int] { t.Error("f is called"); return core.Succeed(1) })
	}, func(int) {})
	wantIs(t, "nobody waits any more", err, context.Canceled)
}
