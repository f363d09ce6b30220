package core

import (
	"errors"
	"runtime/debug"
	"time"
)

// What LoopingCall.Start returns.
var (
	// ErrLooping is Start of a looping call that runs, or whose stopped body is not done yet.
	ErrLooping = errors.New("the looping call is already running")
	// ErrNegativeInterval is Start with an interval below zero.
	ErrNegativeInterval = errors.New("negative interval")
)

// A LoopingCall calls its body again and again, on a grid of instants that is anchored where it was
// started (Twisted: LoopingCall.withCount).
//
// The grid does not drift: however late a call comes, and however long its body takes, the next comes
// at the next instant of the grid. Instants that were missed meanwhile are skipped, and counted: body
// gets the number of instants since its last call, 1 if none was missed. Its methods belong to the
// clock's goroutine.
type LoopingCall struct {
	// Ended, if not nil, is called once for each Start, when the loop has ended: with nil after Stop,
	// else with the body's error, or its panic as a *PanicError. The loop may be started again in it.
	// After Stop it is called before Stop returns, or when the body under way is done. Without it, a
	// body's error is given to the clock if that logs failures, as reactors do, and panics if not.
	Ended func(err error)

	clock    Clock
	body     func(count int, done func(error))
	interval time.Duration
	anchor   time.Time
	index    int64 // the instant of the grid that was counted last
	next     *DelayedCall
	running  bool
	busy     bool // the body is under way
	told     bool // Ended was called for the last Start
}

// NewLoopingCall is a looping call of body on clock. An error ends the loop. So does a panic, which
// then goes on to the clock.
func NewLoopingCall(clock Clock, body func(count int) error) *LoopingCall {
	return NewAsyncLoopingCall(clock, func(count int, done func(error)) { done(body(count)) })
}

// NewAsyncLoopingCall is a looping call whose body may take longer than its call: it is over when done
// is called, which must happen exactly once, during body or later, on the clock's goroutine; calling it
// again panics. The next call is made at the next instant of the grid after that.
func NewAsyncLoopingCall(clock Clock, body func(count int, done func(error))) *LoopingCall {
	return &LoopingCall{clock: clock, body: body}
}

// Start anchors the grid at this instant. If now is true body is called before Start returns, else one
// interval later for the first time. With an interval of 0 it is called once a turn, each time with 1.
// The error is ErrLooping or ErrNegativeInterval, and then nothing has changed.
func (l *LoopingCall) Start(interval time.Duration, now bool) error {
	if interval < 0 {
		return ErrNegativeInterval
	}
	if l.running || l.busy {
		return ErrLooping
	}
	l.running, l.told, l.interval, l.anchor, l.index = true, false, interval, l.clock.Now(), 0
	if now {
		l.call()
	} else {
		l.schedule()
	}
	return nil
}

// Stop ends the loop, and reports whether it ran. A body that is under way is not interrupted.
func (l *LoopingCall) Stop() bool {
	if !l.running {
		return false
	}
	l.running = false
	if !l.busy {
		l.unschedule()
		l.end(nil)
	}
	return true
}

// Reset anchors the grid at this instant, so that the next call comes one interval from now, and reports
// whether the loop runs. Instants missed before are no longer counted. While a body is under way the next
// call comes when it is done, on the new grid.
func (l *LoopingCall) Reset() bool {
	if !l.running {
		return false
	}
	l.anchor, l.index = l.clock.Now(), 0
	if !l.busy {
		l.unschedule()
		l.schedule()
	}
	return true
}

// Running is true from Start until Stop, or until the body has failed.
func (l *LoopingCall) Running() bool { return l.running }

// call calls the body with the instants that have passed since its last call.
func (l *LoopingCall) call() {
	l.next, l.busy = nil, true
	returned, over := false, false
	defer func() {
		if !returned {
			over = true
			l.broken(recover())
		}
	}()
	l.body(l.count(), func(err error) {
		if over {
			panic("core: a looping call's body was done twice")
		}
		over = true
		l.done(err)
	})
	returned = true
}

// count is the number of the grid's instants since the last call, which it moves to this one.
func (l *LoopingCall) count() int {
	if l.interval == 0 {
		return 1
	}
	index := int64(l.sinceAnchor() / l.interval)
	count := index - l.index
	l.index = index
	return max(1, int(count)) // the anchor itself, and a clock that was set back, count as 1
}

// schedule asks for a call at the grid's next instant.
func (l *LoopingCall) schedule() {
	var wait time.Duration
	if l.interval > 0 {
		wait = l.interval - l.sinceAnchor()%l.interval
	}
	l.next = l.clock.CallLater(wait, l.call)
}

func (l *LoopingCall) unschedule() {
	if l.next != nil {
		l.next.Cancel()
		l.next = nil
	}
}

// sinceAnchor is never negative, also on a clock that was set back.
func (l *LoopingCall) sinceAnchor() time.Duration { return max(0, l.clock.Now().Sub(l.anchor)) }

func (l *LoopingCall) done(err error) {
	l.busy = false
	switch {
	case err != nil:
		l.running = false
		l.end(err)
	case l.running:
		l.schedule()
	default:
		l.end(nil)
	}
}

// broken ends a loop whose body panicked with v, which then goes on its way; v is nil after Goexit.
func (l *LoopingCall) broken(v any) {
	l.running, l.busy = false, false
	l.unschedule() // the body may have panicked after it was done
	if v == nil {
		return
	}
	if l.Ended != nil && !l.told {
		l.told = true
		l.Ended(&PanicError{In: "a looping call", Value: v, Stack: debug.Stack()})
	}
	panic(v)
}

// end says that the loop is over. No error is lost for want of somebody who listens.
func (l *LoopingCall) end(err error) {
	l.told = true
	switch {
	case l.Ended != nil:
		l.Ended(err)
	case err == nil:
	default:
		log, ok := l.clock.(interface{ Failed(in string, err error) })
		if !ok {
			panic(err)
		}
		log.Failed("a looping call", err)
	}
}
