package core

import "time"

// DeferLater calls f on clock, d from now, and is a Deferred of what it returns. Cancelling it cancels the
// call.
func DeferLater[T any](clock Clock, d time.Duration, f func() (T, error)) *Deferred[T] {
	var call *DelayedCall
	later := NewDeferredOn(clock, func(*Deferred[T]) { call.Cancel() })
	call = clock.CallLater(d, func() {
		v, err := guarded(f)
		if err != nil {
			later.Fail(err)
		} else {
			later.Resolve(v)
		}
	})
	return later
}

// Later is a Deferred that fires d from now. Cancelling it cancels the call on clock.
func Later(clock Clock, d time.Duration) *Deferred[struct{}] {
	return DeferLater(clock, d, func() (struct{}, error) { return struct{}{}, nil })
}
