package core

import (
	"math"
	"time"
)

// A Clock tells the time and calls back later. Every reactor is one, and so is the fake clock.
type Clock interface {
	// Now is this clock's time. On a reactor it carries a monotonic reading: only differences count.
	Now() time.Time
	// CallLater calls f once, d from now, on the reactor's goroutine and never before CallLater has
	// returned. Calls are made in the order of their deadlines, and of asking where deadlines are
	// equal. A negative d counts as 0. A call asked for inside a timed call runs in the next turn at
	// the earliest, so a chain of zero delays starves nobody.
	CallLater(d time.Duration, f func()) *DelayedCall
}

// A DelayedCall is a call that a Clock will make. Its methods belong to the clock's goroutine.
type DelayedCall struct {
	timers *Timers
	f      func()
	when   int64  // nanoseconds after timers.epoch
	seq    uint64 // the order of asking
	index  int32  // in timers.heap; -1 when inactive
}

// Active is true until the call has begun or was cancelled.
func (c *DelayedCall) Active() bool { return c.index >= 0 }

// Deadline is when the call is due, or was.
func (c *DelayedCall) Deadline() time.Time { return c.timers.epoch.Add(time.Duration(c.when)) }

// Cancel prevents the call. It reports whether there was something to prevent: false after the call
// has begun or was cancelled before.
func (c *DelayedCall) Cancel() bool {
	if c.index < 0 {
		return false
	}
	c.timers.remove(int(c.index))
	c.f = nil
	return true
}

// Reset moves an active call to d from now, behind others of that deadline, and reports whether it was
// active. A negative d counts as 0.
func (c *DelayedCall) Reset(d time.Duration) bool {
	if c.index < 0 {
		return false
	}
	c.timers.move(c, deadline(c.timers.sinceEpoch(c.timers.now()), d))
	return true
}

// Delay moves an active call by d from its present deadline, behind others of the new one, and reports
// whether it was active. A deadline before now becomes now.
func (c *DelayedCall) Delay(d time.Duration) bool {
	if c.index < 0 {
		return false
	}
	c.timers.move(c, max(saturated(c.when, int64(d)), c.timers.sinceEpoch(c.timers.now())))
	return true
}

// deadline is now+d, and never before now.
func deadline(now int64, d time.Duration) int64 { return saturated(now, int64(max(d, 0))) }

// saturated is a+b, or the end of the scale that the sum lies beyond.
func saturated(a, b int64) int64 {
	switch sum := a + b; {
	case b > 0 && sum < a:
		return math.MaxInt64
	case b < 0 && sum > a:
		return math.MinInt64
	default:
		return sum
	}
}
