package reactortest

import (
	"errors"
	"time"

	"ravel/core"
)

// loopingCases hold core.LoopingCall on a reactor's clock. Exact instants belong to the fake clock's own
// tests: on a real one only "not before" is certain.
func loopingCases() []Case {
	return []Case{
		{"LC-001", "a looping call that starts now calls at once", nil, func(s *Script) {
			l := &Log{}
			c := core.NewLoopingCall(s.R, func(int) error { l.Note("call"); return nil })
			s.WantNil("it starts", c.Start(time.Hour, true))
			s.WantLog("the first call is made before Start returns", l, "call")
			s.Want("it runs", c.Running())
			s.Want("it is stopped", c.Stop())
			want(s, "its delayed call is cancelled", len(s.R.DelayedCalls()), 0)
		}},
		{"LC-002", "one that does not start now calls after one interval", nil, func(s *Script) {
			began := s.R.Now()
			var at []time.Duration
			var c *core.LoopingCall
			c = core.NewLoopingCall(s.R, func(int) error {
				at = append(at, s.R.Now().Sub(began))
				if len(at) == 2 {
					c.Stop()
				}
				return nil
			})
			s.WantNil("it starts", c.Start(2*tick, false))
			want(s, "nothing is called inside Start", len(at), 0)
			s.Until("two calls are made", func() bool { return len(at) == 2 })
			s.Want("the first comes after one interval", at[0] >= 2*tick)
			s.Want("the second after two", at[1] >= 4*tick)
		}},
		{"LC-003", "instants that were missed are skipped and counted", nil, func(s *Script) {
			var counts []int
			var done func(error)
			c := core.NewAsyncLoopingCall(s.R, func(n int, d func(error)) { counts, done = append(counts, n), d })
			s.WantNil("it starts", c.Start(tick, true))
			s.Pass(4 * tick)
			done(nil)
			s.Until("it is called again", func() bool { return len(counts) == 2 })
			want(s, "the first call counts itself", counts[0], 1)
			s.Want("the second counts every instant since, in one call", counts[1] >= 4)
			c.Stop()
			done(nil)
		}},
		{"LC-004", "stopped inside its body it calls no more", nil, func(s *Script) {
			l := &Log{}
			var c *core.LoopingCall
			c = core.NewLoopingCall(s.R, func(int) error { l.Note("call"); c.Stop(); return nil })
			c.Ended = func(err error) { l.Note("ended: %v", err) }
			s.WantNil("it starts", c.Start(tick, true))
			s.Pass(3 * tick)
			s.WantLog("one call, one end", l, "call", "ended: <nil>")
		}},
		{"LC-005", "an error of the body ends the loop and is told", nil, func(s *Script) {
			failure := errors.New("the body failed")
			var told error
			c := core.NewLoopingCall(s.R, func(int) error { return failure })
			c.Ended = func(err error) { told = err }
			s.WantNil("it starts", c.Start(tick, false))
			s.Until("the end is told", func() bool { return told != nil })
			s.WantErr("with the body's error", told, failure)
			s.Want("and the loop has ended", !c.Running())
		}},
		{"LC-006", "after a body that takes longer than the interval the next call is on the grid", nil, func(s *Script) {
			l := &Log{}
			var done func(error)
			c := core.NewAsyncLoopingCall(s.R, func(_ int, d func(error)) { l.Note("call"); done = d })
			s.WantNil("it starts", c.Start(tick, true))
			s.Pass(4 * tick)
			s.WantLog("while the body is under way it is not called again", l, "call")
			done(nil)
			s.WantLog("nor inside done", l, "call")
			s.Pass(2 * tick)
			s.WantLog("but at the next instant of the grid", l, "call", "call")
			c.Stop()
			done(nil)
		}},
		{"LC-007", "stopped while its body is under way it ends when the body is done", nil, func(s *Script) {
			l := &Log{}
			var done func(error)
			c := core.NewAsyncLoopingCall(s.R, func(_ int, d func(error)) { done = d })
			c.Ended = func(err error) { l.Note("ended: %v", err) }
			s.WantNil("it starts", c.Start(tick, true))
			s.Want("it is stopped", c.Stop())
			s.WantLog("the end waits for the body", l)
			done(nil)
			s.WantLog("and comes with it", l, "ended: <nil>")
		}},
		{"LC-008", "it can be started again", nil, func(s *Script) {
			l := &Log{}
			c := core.NewLoopingCall(s.R, func(int) error { l.Note("call"); return nil })
			s.WantNil("it starts", c.Start(time.Hour, true))
			c.Stop()
			s.WantNil("it starts again", c.Start(time.Hour, true))
			c.Stop()
			s.WantLog("each start has called", l, "call", "call")
		}},
		{"LC-009", "Start is refused while it runs, and with a negative interval; Stop says whether it ran", nil, func(s *Script) {
			c := core.NewLoopingCall(s.R, func(int) error { return nil })
			s.WantErr("a loop cannot go back", c.Start(-tick, true), core.ErrNegativeInterval)
			s.Want("that has started nothing", !c.Stop())
			s.WantNil("it starts", c.Start(time.Hour, true))
			s.WantErr("it starts once", c.Start(time.Hour, true), core.ErrLooping)
			s.Want("it ran", c.Stop())
			s.Want("it runs no more", !c.Stop())
		}},
		{"LC-010", "with an interval of nothing it calls once a turn", nil, func(s *Script) {
			calls := 0
			c := core.NewLoopingCall(s.R, func(int) error { calls++; return nil })
			s.WantNil("it starts", c.Start(0, false))
			for i := range 5 {
				s.Turn()
				want(s, "one call a turn", calls, i+1)
			}
			c.Stop()
		}},
		{"LC-011", "Reset begins the interval anew", nil, func(s *Script) {
			var at time.Time
			c := core.NewLoopingCall(s.R, func(int) error { at = s.R.Now(); return nil })
			s.WantNil("it starts", c.Start(4*tick, false))
			s.Pass(2 * tick)
			reset := s.R.Now()
			s.Want("it runs", c.Reset())
			at = time.Time{} // it may have been called before, if the system let it wait
			s.Until("it is called", func() bool { return !at.IsZero() })
			s.Want("a whole interval after the reset", at.Sub(reset) >= 4*tick)
			c.Stop()
		}},
	}
}
