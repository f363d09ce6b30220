package service

import (
	"time"

	"ravel/core"
)

// A Timer is a service that calls a function again and again while it runs, the first time as it starts
// (Twisted: TimerService). The instants are those of a [core.LoopingCall]. An error of the function ends
// the calls; it is logged by the reactor as a failure, and is what WhenDone tells.
type Timer struct {
	Base
	clock    core.Clock
	interval time.Duration
	call     *core.LoopingCall
	over     bool  // the calls that Start began have ended
	failure  error // why, if not by Stop
	waiting  []*core.Deferred[struct{}]
	stops    []*core.Deferred[struct{}]
}

var _ Service = (*Timer)(nil)

// NewTimer is a Timer of f.
func NewTimer(clock core.Clock, interval time.Duration, f func() error) *Timer {
	t := &Timer{clock: clock, interval: interval}
	t.call = core.NewLoopingCall(clock, func(int) error { return guarded("the call", t, f) })
	t.call.Ended = t.ended
	return t
}

// NewDeferredTimer is a Timer of an f that takes longer: its next call waits for the result of the last,
// and so does Stop.
func NewDeferredTimer(clock core.Clock, interval time.Duration, f func() *core.Deferred[struct{}]) *Timer {
	t := &Timer{clock: clock, interval: interval}
	t.call = core.NewAsyncLoopingCall(clock, func(_ int, done func(error)) {
		core.TryDeferred(f).AddBoth(func(_ struct{}, err error) (struct{}, error) {
			done(err)
			return struct{}{}, nil
		})
	})
	t.call.Ended = t.ended
	return t
}

// Start makes the first call, and asks for the others. The error is core.ErrNegativeInterval, or
// ErrRunning. That of the first call is none of Start.
func (t *Timer) Start() error {
	if t.running || len(t.stops) > 0 {
		return ErrRunning
	}
	t.running, t.over, t.failure = true, false, nil
	if err := t.call.Start(t.interval, true); err != nil {
		t.running = false
		return err
	}
	return nil
}

// Stop ends the calls. Its result comes when one that is under way is done.
func (t *Timer) Stop() *core.Deferred[struct{}] {
	t.running = false
	done := core.NewDeferred[struct{}]()
	if t.call.Running() {
		t.stops = append(t.stops, done)
		t.call.Stop()
		return done
	}
	if len(t.stops) > 0 { // a call is still under way
		t.stops = append(t.stops, done)
		return done
	}
	done.Resolve(struct{}{})
	return done
}

// WhenDone is a Deferred of the end of the calls: a value after Stop, else the failure that ended them. It
// has its result at once if they have ended and Start was not called since.
func (t *Timer) WhenDone() *core.Deferred[struct{}] {
	d := core.NewDeferredOn[struct{}](t.clock)
	if t.over {
		give(d, t.failure)
	} else {
		t.waiting = append(t.waiting, d)
	}
	return d
}

// ended is told by the looping call. A failed timer still runs, as a service, until it is stopped.
func (t *Timer) ended(err error) {
	if err != nil {
		report(t.clock, "a timer service", err)
	}
	t.over, t.failure = true, err
	stops, waiting := t.stops, t.waiting
	t.stops, t.waiting = nil, nil
	for _, d := range waiting {
		give(d, err)
	}
	for _, d := range stops {
		d.Resolve(struct{}{})
	}
}

func give(d *core.Deferred[struct{}], err error) {
	if err != nil {
		d.Fail(err)
	} else {
		d.Resolve(struct{}{})
	}
}

// report gives err to a reactor, which logs and counts it. On a bare clock nobody would hear of it.
func report(clock core.Clock, in string, err error) {
	log, ok := clock.(interface{ Failed(in string, err error) })
	if !ok {
		panic(err)
	}
	log.Failed(in, err)
}
