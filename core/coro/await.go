package coro

import (
	"time"

	"ravel/core"
)

// Await returns the result of d, and waits for it if it has not come: the coroutine parks, and the reactor
// goes on. d keeps its result, so that others may wait for it too; a failure is handled by this.
//
// It belongs to the coroutine's own goroutine, and panics on others. Once it has returned [ErrEnded] it
// panics as well: what the reactor would have done will not be done any more.
func Await[T any](co *Co, d *core.Deferred[T]) (T, error) {
	if co.self != core.Goroutine() || co.over {
		panic("coro: Await outside of the coroutine that it is for")
	}
	if co.ended {
		panic("coro: Await in a coroutine that was ended: return when it fails with ErrEnded")
	}
	if v, err, ok := d.Result(); ok && err == nil {
		return v, nil
	}
	return await(co, d)
}

// await is apart from Await, whose variables stay on the stack for that.
func await[T any](co *Co, d *core.Deferred[T]) (v T, err error) {
	if _, _, come := d.Result(); co.cancelled && !come {
		co.cancelled = false
		d.Cancel()
	}
	fired, parked := false, false
	d.Follow(func(value T, failure error) core.Chain {
		v, err, fired = value, failure, true
		if !parked || co.ended {
			return nil
		}
		return co.resume()
	})
	if fired {
		return v, err
	}
	parked = true
	if !co.park(d) {
		return *new(T), ErrEnded
	}
	return v, err
}

// Sleep waits for d of clock's time. The error is core.ErrCancelled, or ErrEnded.
func Sleep(co *Co, clock core.Clock, d time.Duration) error {
	_, err := Await(co, core.Later(clock, d))
	return err
}
