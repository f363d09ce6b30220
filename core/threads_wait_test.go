package core_test

import (
	"context"
	"errors"
	"testing"

	"ravel/core"
)

// A handLoop is a Poster whose posted calls are made by hand.
type handLoop struct {
	scope  *core.Scope
	posted []func()
}

func (l *handLoop) Post(f func())      { l.posted = append(l.posted, f) }
func (l *handLoop) Scope() *core.Scope { return l.scope }

func (l *handLoop) turn() {
	defer l.scope.Leave(l.scope.Enter())
	for len(l.posted) > 0 {
		f := l.posted[0]
		l.posted = l.posted[1:]
		f()
	}
}

func newHandLoop() *handLoop { return &handLoop{scope: core.NewScope(core.ScopeConfig{})} }

func TestWaitOnTheReactorsGoroutineIsRefused(t *testing.T) {
	if core.Goroutine() == 0 {
		t.Skip("goroutines cannot be told apart here")
	}
	l := newHandLoop()
	var err error
	l.Post(func() { _, err = core.Wait(context.Background(), l, core.NewDeferred[int]()) })
	l.turn()
	if err != core.ErrOwnGoroutine {
		t.Errorf("got %v, want a refusal instead of a wait for ever", err)
	}
	if l.scope.Held() {
		t.Error("between turns nobody has the floor")
	}
}

func TestBlockingInAJobThatAwaits(t *testing.T) {
	l := newHandLoop()
	waits := 0
	ctx := core.WithAwait(context.Background(), func(d *core.Deferred[struct{}]) error {
		waits++
		l.turn()
		if !d.Called() {
			t.Error("the turn has not brought the result")
		}
		return nil
	})
	v, err := core.Blocking(ctx, l, func() *core.Deferred[int] { return core.Succeed(7) })
	if v != 7 || err != nil || waits != 1 {
		t.Errorf("got %d, %v after %d waits, want what the function returned", v, err, waits)
	}
}

func TestBlockingInAJobThatIsCancelled(t *testing.T) {
	l := newHandLoop()
	gone := errors.New("gone")
	inner, called := core.NewDeferred[int](), false
	await := func(*core.Deferred[struct{}]) error { l.turn(); return core.ErrCancelled }
	ctx, cancel := context.WithCancelCause(core.WithAwait(context.Background(), await))
	_, err := core.Blocking(ctx, l, func() *core.Deferred[int] { called = true; return inner })
	if !called || err != core.ErrCancelled {
		t.Errorf("got %v, called %v, want what await says", err, called)
	}
	l.turn()
	if !inner.Called() {
		t.Error("what it waited for was not cancelled")
	}
	cancel(gone)
	if _, err = core.Wait(ctx, l, core.Succeed(1)); err != gone {
		t.Errorf("got %v, want the cause of the context's end", err)
	}
	l.turn()
}
