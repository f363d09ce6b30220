package reactortest

import (
	"fmt"
	"math"
	"slices"
	"time"

	"ravel/core"
)

// tick is the unit of the cases that take time.
const tick = time.Millisecond

// manyCalls is how many calls CLK-018 asks for.
const manyCalls = 1000

// noted is a function that notes name.
func noted(l *Log, name string) func() { return func() { l.Note("%s", name) } }

// clkCases hold a reactor's clock to core.Clock.
func clkCases() []Case {
	return []Case{
		{"CLK-001", "a delayed call is made once, on the turn, never before CallLater has returned", nil, func(s *Script) {
			l := &Log{}
			s.R.CallLater(0, noted(l, "call"))
			s.WantLog("CallLater calls nothing", l)
			s.Turn()
			s.WantLog("a call without delay runs in the next turn", l, "call")
			s.Turn()
			s.WantLog("it is made once", l, "call")
		}},
		{"CLK-002", "calls of equal delay are made in the order of asking", nil, func(s *Script) {
			l := &Log{}
			for _, name := range []string{"A", "B", "C", "D", "E", "F", "G"} {
				s.R.CallLater(tick, noted(l, name))
			}
			s.Pass(2 * tick)
			s.WantLog("a heap that compares deadlines alone would mix them", l, "A", "B", "C", "D", "E", "F", "G")
		}},
		{"CLK-003", "calls are made in the order of their deadlines, not of asking", nil, func(s *Script) {
			var made, calls []*core.DelayedCall
			for _, d := range []time.Duration{3 * tick, 1 * tick, 2 * tick} {
				var c *core.DelayedCall
				c = s.R.CallLater(d, func() { made = append(made, c) })
				calls = append(calls, c)
			}
			// The system may let time pass between the three, so the order is that of the deadlines they got.
			slices.SortStableFunc(calls, func(a, b *core.DelayedCall) int { return a.Deadline().Compare(b.Deadline()) })
			s.Until("all are made", func() bool { return len(made) == 3 })
			s.Want("the earliest deadline comes first", slices.Equal(made, calls))
		}},
		{"CLK-004", "a call is never early", nil, func(s *Script) {
			asked := s.R.Now()
			var at time.Time
			c := s.R.CallLater(2*tick, func() { at = s.R.Now() })
			s.Pass(3 * tick)
			s.Want("the clock has reached the deadline when the call is made", !at.Before(c.Deadline()))
			s.Want("the delay has passed in full", at.Sub(asked) >= 2*tick)
		}},
		{"CLK-005", "a negative delay counts as none", nil, func(s *Script) {
			l := &Log{}
			s.R.CallLater(0, noted(l, "A"))
			s.R.CallLater(-time.Hour, noted(l, "B"))
			s.Turn()
			s.WantLog("a call cannot overtake those that were due before it was asked for", l, "A", "B")
		}},
		{"CLK-006", "Reset moves a call behind others, measured from now", nil, func(s *Script) {
			l := &Log{}
			a := s.R.CallLater(1*tick, noted(l, "A"))
			s.R.CallLater(2*tick, noted(l, "B"))
			before := s.R.Now()
			s.Want("an active call can be reset", a.Reset(5*tick))
			s.Want("its deadline is 5 ticks from now", !a.Deadline().Before(before.Add(5*tick)))
			s.Pass(6 * tick)
			s.WantLog("B has overtaken A", l, "B", "A")
		}},
		{"CLK-007", "Delay moves a call by so much from its own deadline", nil, func(s *Script) {
			c := s.R.CallLater(time.Hour, func() {})
			was := c.Deadline()
			s.Want("an active call can be delayed", c.Delay(time.Minute))
			want(s, "the deadline has moved by a minute exactly", c.Deadline().Sub(was), time.Minute)
			s.Want("and back", c.Delay(-time.Minute))
			want(s, "it is where it was", c.Deadline().Sub(was), 0)
			c.Cancel()
		}},
		{"CLK-008", "a call that is due can be cancelled by another of the same turn", nil, func(s *Script) {
			l := &Log{}
			var b *core.DelayedCall
			s.R.CallLater(0, func() { l.Note("A"); b.Cancel() })
			b = s.R.CallLater(0, noted(l, "B"))
			s.Turn()
			s.Turn()
			s.WantLog("B was due as well, but cancelled before it began", l, "A")
			want(s, "and nothing is pending", len(s.R.DelayedCalls()), 0)
		}},
		{"CLK-009", "Cancel says whether there was something to cancel", nil, func(s *Script) {
			c := s.R.CallLater(time.Hour, func() {})
			s.Want("a call that waits is active", c.Active())
			s.Want("it can be cancelled", c.Cancel())
			s.Want("then it is not active", !c.Active())
			s.Want("and cannot be cancelled again", !c.Cancel())
			made := s.R.CallLater(0, func() {})
			s.Turn()
			s.Want("a call that was made cannot be cancelled", !made.Cancel())
		}},
		{"CLK-010", "Reset and Delay do nothing to a call that is over", nil, func(s *Script) {
			l := &Log{}
			made := s.R.CallLater(0, noted(l, "made"))
			cancelled := s.R.CallLater(0, noted(l, "cancelled"))
			cancelled.Cancel()
			s.Turn()
			for _, c := range []*core.DelayedCall{made, cancelled} {
				s.Want("Reset reports that the call is not active", !c.Reset(0))
				s.Want("Delay reports that the call is not active", !c.Delay(0))
			}
			s.Turn()
			s.WantLog("neither is made again", l, "made")
		}},
		{"CLK-011", "inside a call it is not active any more", nil, func(s *Script) {
			var c *core.DelayedCall
			active, cancelled := true, true
			c = s.R.CallLater(0, func() { active, cancelled = c.Active(), c.Cancel() })
			s.Turn()
			s.Want("the call has begun", !active)
			s.Want("so there is nothing to cancel", !cancelled)
		}},
		{"CLK-012", "DelayedCalls lists the active calls in the order in which they would run", nil, func(s *Script) {
			c := s.R.CallLater(3*time.Hour, func() {})
			a := s.R.CallLater(1*time.Hour, func() {})
			gone := s.R.CallLater(2*time.Hour, func() {})
			b := s.R.CallLater(2*time.Hour, func() {})
			gone.Cancel()
			calls := s.R.DelayedCalls()
			s.Want("three are left, the earliest first", len(calls) == 3 && calls[0] == a && calls[1] == b && calls[2] == c)
			for _, c := range calls {
				c.Cancel()
			}
		}},
		{"CLK-013", "a call that panics is logged, and the others are made", nil, func(s *Script) {
			s.ExpectFailures(1)
			l := &Log{}
			s.R.CallLater(0, noted(l, "A"))
			s.R.CallLater(0, func() { panic("a call that fails") })
			s.R.CallLater(0, noted(l, "C"))
			s.Turn()
			s.WantLog("one failing call is no other's concern", l, "A", "C")
		}},
		{"CLK-014", "a call can be brought forward", nil, func(s *Script) {
			l := &Log{}
			a := s.R.CallLater(time.Hour, noted(l, "A"))
			b := s.R.CallLater(2*time.Hour, noted(l, "B"))
			b.Reset(0)
			s.Turn()
			s.WantLog("B, reset to now, comes before A", l, "B")
			a.Cancel()
		}},
		{"CLK-015", "Delay never moves a deadline before now", nil, func(s *Script) {
			l := &Log{}
			s.R.CallLater(0, noted(l, "due"))
			late := s.R.CallLater(time.Hour, noted(l, "moved"))
			now := s.R.Now()
			s.Want("the call was active", late.Delay(-2*time.Hour))
			s.Want("a deadline in the past becomes now", !late.Deadline().Before(now))
			s.Turn()
			s.WantLog("so it stands behind what was due already", l, "due", "moved")
		}},
		{"CLK-016", "a turn waits no longer than until the next deadline", nil, func(s *Script) {
			began := s.R.Now()
			called := false
			s.R.CallLater(tick, func() { called = true })
			s.iterate(patience)
			s.Turn()
			s.Want("the call is made though the turn was allowed to wait for seconds", called)
			s.Want("nobody waited out the limit", s.R.Now().Sub(began) < patience/2)
		}},
		{"CLK-017", "the clock does not go back", nil, func(s *Script) {
			last := s.R.Now()
			for range 100 {
				s.Turn()
				now := s.R.Now()
				s.Want("time goes on or stands still", !now.Before(last))
				last = now
			}
		}},
		{"CLK-018", "a thousand calls are made in order", nil, func(s *Script) {
			var at []time.Time
			for i := range manyCalls {
				d := time.Duration(i*7919%manyCalls) * tick / 100
				var c *core.DelayedCall
				c = s.R.CallLater(d, func() { at = append(at, c.Deadline()) })
			}
			s.Pass(12 * tick)
			want(s, "every call is made", len(at), manyCalls)
			for i := 1; i < len(at); i++ {
				s.Want(fmt.Sprintf("call %d is not due before the one before it", i), !at[i].Before(at[i-1]))
			}
		}},
		{"CLK-019", "the calls of a chain are as far apart as was asked", nil, func(s *Script) {
			var at []time.Time
			var next func()
			next = func() {
				at = append(at, s.R.Now())
				if len(at) < 5 {
					s.R.CallLater(tick, next)
				}
			}
			next()
			s.Until("five calls are made", func() bool { return len(at) == 5 })
			for i := 1; i < len(at); i++ {
				s.Want("each is a tick or more after the one that asked for it", at[i].Sub(at[i-1]) >= tick)
			}
		}},
		{"CLK-020", "a delay for ever is one, not the past", nil, func(s *Script) {
			l := &Log{}
			c := s.R.CallLater(math.MaxInt64, noted(l, "ever"))
			s.Turn()
			s.Pass(tick)
			s.WantLog("a deadline that overflows would be due at once", l)
			s.Want("it waits", c.Active())
			c.Delay(math.MaxInt64)
			s.Turn()
			s.WantLog("nor can delaying bring it about", l)
			c.Cancel()
		}},
		{"CLK-021", "a call that is reset inside another of its turn is made when it is due anew", nil, func(s *Script) {
			l := &Log{}
			var b *core.DelayedCall
			s.R.CallLater(0, func() { l.Note("A"); b.Reset(tick) })
			b = s.R.CallLater(0, noted(l, "B"))
			s.Turn()
			s.WantLog("B was due, but is not any more", l, "A")
			s.Pass(2 * tick)
			s.WantLog("it comes a tick later", l, "A", "B")
		}},
		{"CLK-022", "Reset puts a call behind others that are due at the same instant", nil, func(s *Script) {
			l := &Log{}
			a := s.R.CallLater(0, noted(l, "A"))
			s.R.CallLater(0, noted(l, "B"))
			a.Reset(0)
			s.Turn()
			s.WantLog("asking again is asking later", l, "B", "A")
		}},
		{"CLK-023", "a call to nothing panics where it is asked for", nil, func(s *Script) {
			defer func() {
				s.Want("the mistake is found at the call that makes it", recover() != nil)
			}()
			s.R.CallLater(0, nil)
		}},
	}
}
