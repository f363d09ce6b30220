package core

import (
	"cmp"
	"context"
)

// Wait waits for d on another goroutine than d's, and returns its result, which is handled by that. If ctx
// ends first it returns the cause of that, and d is cancelled and what still comes of it dropped.
//
// On the reactor's own goroutine it would wait for itself, and is [ErrOwnGoroutine]: use a coroutine there.
// While the reactor does not run only ctx ends the wait, or its Close: that is [ErrReactorClosed]. In a job
// of a pool, ctx is the job's or one derived of it.
func Wait[T any](ctx context.Context, reactor Poster, d *Deferred[T]) (T, error) {
	return bridge(ctx, reactor, func() *Deferred[T] { return d })
}

// Blocking has f called on the reactor's goroutine and waits, as Wait does, for what it returns (Twisted:
// blockingCallFromThread). If ctx ends before f was called, f is not called any more.
func Blocking[T any](ctx context.Context, reactor Poster, f func() *Deferred[T]) (T, error) {
	return bridge(ctx, reactor, func() *Deferred[T] {
		if ctx.Err() != nil {
			return Failed[T](ErrCancelled)
		}
		return TryDeferred(f)
	})
}

func bridge[T any](ctx context.Context, reactor Poster, begin func() *Deferred[T]) (T, error) {
	await := awaiting(ctx)
	if await == nil && own(reactor) {
		return *new(T), ErrOwnGoroutine
	}
	result := make(chan Result[T], 1)
	arrived := NewDeferred[struct{}]() // for await
	var d *Deferred[T]                 // belongs to the reactor's goroutine
	reactor.Post(func() {
		d = begin()
		d.Follow(func(v T, err error) Chain {
			result <- Result[T]{v, err}
			if await == nil {
				return nil
			}
			return arrived.Give(struct{}{}, nil)
		})
	})
	if await != nil {
		if err := await(arrived); err != nil {
			reactor.Post(func() { d.Cancel() })
			return *new(T), cmp.Or(context.Cause(ctx), err)
		}
	}
	select {
	case r := <-result:
		return r.Value, r.Err
	case <-ctx.Done():
		reactor.Post(func() { d.Cancel() })
		return *new(T), context.Cause(ctx)
	case <-gone(reactor):
	}
	select {
	case r := <-result: // it came before the end
		return r.Value, r.Err
	default:
		return *new(T), ErrReactorClosed
	}
}

// gone is closed when reactor is; nil if nobody can tell.
func gone(reactor Poster) <-chan struct{} {
	if s, ok := reactor.(Scoped); ok {
		return s.Scope().Gone()
	}
	return nil
}
