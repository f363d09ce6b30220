package core

import (
	"errors"
	"runtime/debug"
)

func isCancelled(err error) bool { return errors.Is(err, ErrCancelled) }

// Then is a Deferred of what f makes of d's value; f is not called with a failure, which passes on. It is
// for where the type changes: d itself keeps its result, so that several may follow one Deferred, and a
// failure is from then on theirs to handle. Cancelling what Then returns cancels d.
func Then[T, U any](d *Deferred[T], f func(v T) (U, error)) *Deferred[U] {
	return follow(d, func(c *Deferred[U], v T, err error) (Chain, error) {
		var u U
		if err == nil {
			u, err = guarded(func() (U, error) { return f(v) })
		}
		return c.receive(u, err, d.fired)
	})
}

// ThenBoth is Then of an f that gets the value and nil, or the zero value and the failure.
func ThenBoth[T, U any](d *Deferred[T], f func(v T, err error) (U, error)) *Deferred[U] {
	return follow(d, func(c *Deferred[U], v T, err error) (Chain, error) {
		u, err := guarded(func() (U, error) { return f(v, err) })
		return c.receive(u, err, d.fired)
	})
}

// ThenDeferred is Then of an f whose result is waited for.
func ThenDeferred[T, U any](d *Deferred[T], f func(v T) *Deferred[U]) *Deferred[U] {
	return follow(d, func(c *Deferred[U], v T, err error) (Chain, error) {
		if err != nil {
			return c.receive(*new(U), err, d.fired)
		}
		inner, err := guarded(func() (*Deferred[U], error) { return f(v), nil })
		next, late := c.receive(*new(U), err, d.fired)
		if next != nil && err == nil {
			c.await(inner)
		}
		return next, late
	})
}

// follow is a Deferred that hand gives a result when d has one.
func follow[T, U any](d *Deferred[T], hand func(c *Deferred[U], v T, err error) (Chain, error)) *Deferred[U] {
	c := NewDeferred[U]()
	c.source, c.scope = d, d.scope
	d.add(link[T]{hand: func(d *Deferred[T]) Chain {
		d.passed = d.err != nil
		c.enter(d.scope)
		next, late := hand(c, d.value, d.err)
		if late != nil {
			d.set(*new(T), late)
		}
		return next
	}})
	return c
}

// guarded calls f; a panic is its error.
func guarded[T any](f func() (T, error)) (v T, err error) {
	defer func() {
		if p := recover(); p != nil {
			v, err = *new(T), &PanicError{In: "a callback", Value: p, Stack: debug.Stack()}
		}
	}()
	return f()
}

// Follow has f called with the result, which d keeps; a failure is handled by that. What f returns, which
// Give has returned to it, goes on first; nil is nothing.
//
// It is for what passes results on, as Then and coroutines do, and is not a callback: f's panic goes on to
// who fired d.
func (d *Deferred[T]) Follow(f func(v T, err error) Chain) {
	d.add(link[T]{hand: func(d *Deferred[T]) Chain {
		d.passed = d.err != nil
		return f(d.value, d.err)
	}})
}

// Give is Resolve(v), or Fail(err), of a Deferred that goes on when it is returned from a function that
// Follow calls: however many follow each other, the stack does not grow with them.
func (d *Deferred[T]) Give(v T, err error) Chain {
	if !d.begin() {
		return nil
	}
	d.set(v, err)
	return d
}

// ChainTo gives d's result to other, which has none yet, and returns d, which is left with the zero value
// (Twisted: chainDeferred). It goes one way: what becomes of other does not come back, and cancelling
// other does not cancel d. If other has a result by then, d fails with an [AlreadyCalledError].
func (d *Deferred[T]) ChainTo(other *Deferred[T]) *Deferred[T] {
	d.share(other)
	return d.add(link[T]{hand: func(d *Deferred[T]) Chain {
		v, err := d.give()
		next, late := other.receive(v, err, d.fired)
		if late != nil {
			d.set(*new(T), late)
		}
		return next
	}})
}

// Try calls f and is a Deferred of what it returns. A panic is a failure.
func Try[T any](f func() (T, error)) *Deferred[T] {
	v, err := guarded(f)
	if err != nil {
		return Failed[T](err)
	}
	return Succeed(v)
}

// TryDeferred calls f and returns what it returns, or a failure if f panics or returns nil.
func TryDeferred[T any](f func() *Deferred[T]) *Deferred[T] {
	d, err := guarded(func() (*Deferred[T], error) { return f(), nil })
	switch {
	case err != nil:
		return Failed[T](err)
	case d == nil:
		return Failed[T](errNoDeferred)
	}
	return d
}
