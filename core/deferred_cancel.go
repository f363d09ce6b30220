package core

import (
	"runtime/debug"
	"time"
)

// waitingMax is how long a chain of Deferreds that wait for each other can be. A longer one is a circle.
const waitingMax = 1 << 24

// A cancelable is a Deferred of whatever type, as what waits for it sees it.
type cancelable interface {
	// upstream is what has to be cancelled in its place, or nil.
	upstream() cancelable
	cancelHere()
}

// Cancel says that nobody wants the result any more.
//
// A Deferred without a result calls its canceller, which should give up the work and may give d a
// result; if it does not, or there is none, d fails with [ErrCancelled]. Where there is no canceller the
// one result that still comes is dropped. A Deferred that waits for another has that one cancelled, and
// so has what Then and its like returned; what becomes of d follows. With a result it does nothing.
func (d *Deferred[T]) Cancel() {
	var c cancelable = d
	for range waitingMax {
		up := c.upstream()
		if up == nil {
			c.cancelHere()
			return
		}
		c = up
	}
	panic("core: Cancel of a Deferred that waits for itself")
}

// ForwardCancel has Cancel call forward, each time while d has no result, instead of a canceller, and do
// nothing else: what is cancelled there will give d its result. It returns d.
func (d *Deferred[T]) ForwardCancel(forward func()) *Deferred[T] {
	d.forward = forward
	return d
}

func (d *Deferred[T]) upstream() cancelable {
	if d.called {
		return d.waits
	}
	return d.source
}

func (d *Deferred[T]) cancelHere() {
	switch {
	case d.called:
		return
	case d.forward != nil:
		d.forward()
		return
	case d.cancel == nil:
		d.swallow = true
	default:
		d.callCanceller()
	}
	if !d.called {
		d.called = true
		d.fired.mark(placeNear)
		d.err = ErrCancelled
		d.run()
	}
}

// callCanceller makes a panic of the canceller the failure of a Deferred that has no result yet.
func (d *Deferred[T]) callCanceller() {
	cancel := d.cancel
	d.cancel = nil
	defer func() {
		if d.called {
			return
		}
		if v := recover(); v != nil {
			d.Fail(&PanicError{In: "a canceller", Value: v, Stack: debug.Stack()})
		}
	}()
	cancel(d)
}

// Timeout cancels d if its result takes longer than limit, and returns d. The [ErrCancelled] that comes of
// that becomes a [TimeLimitError] for what is added afterwards. The limit covers what was added before:
// the call on the clock is cancelled when the chain has come so far.
func (d *Deferred[T]) Timeout(clock Clock, limit time.Duration) *Deferred[T] {
	late := false
	call := clock.CallLater(limit, func() {
		late = true
		d.Cancel()
	})
	return d.On(clock).add(link[T]{hand: func(d *Deferred[T]) Chain {
		call.Cancel()
		if late && d.err != nil && isCancelled(d.err) {
			d.set(*new(T), &TimeLimitError{Limit: limit})
		}
		return nil
	}})
}
