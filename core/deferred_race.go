package core

import "slices"

// Won is the first value in a race, and whose it was.
type Won[T any] struct {
	// Index is the winner's place among the Deferreds.
	Index int
	Value T
}

// Race is a Deferred of the first value among ds. The others are cancelled then, and what still comes of
// them is dropped. If all fail it fails with an [AllFailedError], of none with [ErrNothingToWaitFor].
// Cancelling it cancels each of ds. It takes the results: ds are left with zero values.
func Race[T any](ds ...*Deferred[T]) *Deferred[Won[T]] {
	r := &race[T]{ds: slices.Clone(ds), errs: make([]error, len(ds)), left: len(ds)}
	r.out = NewDeferred[Won[T]]().ForwardCancel(r.cancel)
	if len(ds) == 0 {
		r.out.Fail(ErrNothingToWaitFor)
	}
	for i, d := range ds {
		r.out.enter(d.scope)
		d.add(link[T]{hand: func(d *Deferred[T]) Chain { return r.take(i, d) }})
	}
	if r.out.called {
		r.cancel() // those that were added after the winner
	}
	return r.out
}

// race is a Race under way.
type race[T any] struct {
	ds   []*Deferred[T]
	out  *Deferred[Won[T]]
	errs []error
	left int
}

func (r *race[T]) take(i int, d *Deferred[T]) (next Chain) {
	v, err := d.give()
	r.errs[i] = err
	r.left--
	switch {
	case r.out.called:
	case err == nil:
		next, _ = r.out.receive(Won[T]{i, v}, nil, d.fired)
		r.cancel()
	case r.left == 0:
		next, _ = r.out.receive(Won[T]{}, &AllFailedError{Errs: r.errs}, d.fired)
	}
	return next
}

func (r *race[T]) cancel() {
	for _, d := range r.ds {
		d.Cancel()
	}
}
