package coro

import (
	"errors"
	"runtime/debug"

	"ravel/core"
)

var (
	// ErrEnded is what Await returns in a coroutine that was parked when its reactor was closed:
	// core.ErrReactorClosed, which is a core.ErrCancelled too.
	ErrEnded = core.ErrReactorClosed
	// ErrGoexit is the failure of a coroutine whose body left by runtime.Goexit.
	ErrGoexit = errors.New("the coroutine left by runtime.Goexit")
)

// Go runs body as a coroutine on clock, which most often is a reactor, and is a Deferred of what body
// returns. The body runs until it waits for the first time before Go returns. Cancelling the Deferred
// cancels what the body awaits, or its next Await if it runs just now.
func Go[T any](clock core.Clock, body func(co *Co) (T, error)) *core.Deferred[T] {
	co := &Co{}
	if s, ok := clock.(core.Scoped); ok {
		co.scope = s.Scope()
	}
	co.belongs("a coroutine was started")
	out := core.NewDeferredOn[T](clock).ForwardCancel(co.cancel)
	co.started = out.Made
	var v T
	err := ErrGoexit // until body returns
	co.finish = func() core.Chain {
		return out.Give(v, err)
	}
	then := co.begin(func() { v, err = guarded(co, body) })
	if then != nil {
		then.Go()
	}
	return out
}

// Do is Go of a body without a value.
func Do(clock core.Clock, body func(co *Co) error) *core.Deferred[struct{}] {
	return Go(clock, func(co *Co) (struct{}, error) { return struct{}{}, body(co) })
}

// guarded calls body; a panic is its error.
func guarded[T any](co *Co, body func(co *Co) (T, error)) (v T, err error) {
	defer func() {
		if p := recover(); p != nil { // nil after Goexit too
			v, err = *new(T), &core.PanicError{In: "a coroutine", Value: p, Stack: debug.Stack()}
		}
	}()
	return body(co)
}
