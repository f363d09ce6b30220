package fakes

import (
	"fmt"
	"time"

	"ravel/core"
)

// chainMax is the number of passes that a Clock makes at one instant. More of them mean a chain of
// calls without delay that never ends.
const chainMax = 10_000

// A Clock is a core.Clock that is moved by hand. It belongs to one goroutine.
//
// Advance is how time passes for a program that keeps up: the clock stands still at every deadline on
// its way. Jump is how time passes for a program that was stopped meanwhile.
//
// A call that panics panics through the method that moved the clock. The call is spent then, the clock
// stands where it was made, and the other calls are still pending.
//
// What becomes of Deferreds and coroutines on it is asked for at the end of a spec, with CheckLeaks. Without
// that, and without Scope().Close(), a failure that nobody handled stays untold.
type Clock struct {
	now    time.Time
	timers *core.Timers
	scope  *core.Scope
	moving bool
}

var (
	_ core.Clock  = (*Clock)(nil)
	_ core.Scoped = (*Clock)(nil)
)

// NewClock is a clock that shows start, or else midnight UTC on 1 January 2000.
func NewClock(start ...time.Time) *Clock {
	c := &Clock{now: time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)}
	if len(start) > 1 {
		panic("fakes: NewClock takes at most one start")
	}
	if len(start) == 1 {
		c.now = start[0]
	}
	c.timers = core.NewTimers(c.Now)
	c.scope = core.NewScope(core.ScopeConfig{})
	return c
}

// Now is the time that the clock was moved to.
func (c *Clock) Now() time.Time { return c.now }

// CallLater implements core.Clock.
func (c *Clock) CallLater(d time.Duration, f func()) *core.DelayedCall {
	return c.timers.CallLater(d, f)
}

// Scope keeps what nobody handled in the Deferreds on this clock, and the coroutines that are parked. Its
// Close logs the ones and ends the others.
func (c *Clock) Scope() *core.Scope { return c.scope }

// Advance moves the clock by d and stops at each deadline on the way to make its calls, also those that
// were asked for on the way. Calls without delay run at the instant they were asked for, one pass later;
// a chain of chainMax passes at one instant panics. A negative d panics.
func (c *Clock) Advance(d time.Duration) {
	c.move("Advance", d, func(target time.Time) {
		c.runTo(target)
		c.now = target
	})
}

// Jump moves the clock by d at once and then makes the calls that are overdue, in the order of their
// deadlines, all of them late: what a program sees that was stopped for d. A negative d panics.
func (c *Clock) Jump(d time.Duration) {
	c.move("Jump", d, func(target time.Time) {
		c.now = target
		c.runDue()
	})
}

// Pump is Advance by each of ds in turn.
func (c *Clock) Pump(ds ...time.Duration) {
	for _, d := range ds {
		c.Advance(d)
	}
}

// RunUntilIdle advances from deadline to deadline until no call is pending, by limit at the most, and
// reports whether it came to that. The clock is left at the last deadline, or at the limit.
func (c *Clock) RunUntilIdle(limit time.Duration) bool {
	c.move("RunUntilIdle", limit, func(target time.Time) {
		c.runTo(target)
		if c.timers.Len() > 0 {
			c.now = target
		}
	})
	return c.timers.Len() == 0
}

// Pending is the number of active calls.
func (c *Clock) Pending() int { return c.timers.Len() }

// DelayedCalls lists the active calls in the order in which they would be made.
func (c *Clock) DelayedCalls() []*core.DelayedCall { return c.timers.Calls() }

// move guards the one way in which the clock may be moved.
func (c *Clock) move(by string, d time.Duration, to func(target time.Time)) {
	if c.moving {
		panic("fakes: " + by + " inside a call that the clock makes")
	}
	if d < 0 {
		panic(fmt.Sprintf("fakes: %s(%v): a clock cannot go back", by, d))
	}
	c.moving = true
	before := c.scope.Enter()
	defer func() {
		c.scope.Leave(before)
		c.moving = false
	}()
	to(c.now.Add(d))
}

// runTo stops at each deadline up to target.
func (c *Clock) runTo(target time.Time) {
	c.runDue()
	for {
		next, some := c.timers.Next()
		if !some || next.After(target) {
			return
		}
		c.now = next
		c.runDue()
	}
}

// runDue makes passes until nothing is due at this instant.
func (c *Clock) runDue() {
	for range chainMax {
		if c.timers.Pass(c.now, func(f func()) { f() }) == 0 {
			return
		}
	}
	if c.timers.Until(c.now) == 0 {
		panic(fmt.Sprintf("fakes: chainMax (%d) passes at one instant: calls without delay ask for each other for ever", chainMax))
	}
}
