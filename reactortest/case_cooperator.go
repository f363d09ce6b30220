package reactortest

import (
	"syscall"
	"time"

	"ravel/core"
)

// cooperatorCases hold work in slices beside what else the reactor does, and programs that run until their result.
func cooperatorCases() []Case {
	return []Case{
		{"COP-001", "work in slices lets posted and timed calls in between", nil, func(s *Script) {
			k := core.NewCooperator(s.R, core.CooperatorConfig{Units: 10})
			units, timed, stop := 0, 0, false
			task := k.Cooperate(func(yield func(core.Awaited, error) bool) {
				for ; !stop && yield(nil, nil); units++ {
				}
			})
			for i := range 5 {
				s.R.CallLater(time.Duration(i)*tick, func() { timed++ })
			}
			s.Until("the timed calls are made while work goes on", func() bool { return timed == 5 })
			s.Want("there was work", units > 0)
			s.Want("the task is not over", task.Resume() == core.ErrNotPaused)
			stop = true
			s.Until("the work is done", func() bool { return k.Running() == 0 })
			s.WantErr("the task is done", task.Stop(), core.ErrTaskDone)
		}},
		{"COP-002", "a program that a signal stops cancels its work, and exits with 0", []Facet{Signals}, func(s *Script) {
			l := &Log{}
			code := core.Main(s.bench.New(), func(r core.Reactor) *core.Deferred[int] {
				r.CallLater(tick, func() { s.bench.Signal(r, syscall.SIGTERM) })
				return core.NewDeferredOn(r, func(*core.Deferred[int]) { l.Note("cancelled") })
			})
			want(s, "that is no failure", code, 0)
			s.WantLog("what was under way is given up", l, "cancelled")
		}},
		{"COP-003", "a program exits with the code that its failure chooses, and its work is not begun before the reactor runs", nil, func(s *Script) {
			l := &Log{}
			code := core.Main(s.bench.New(), func(r core.Reactor) *core.Deferred[int] {
				l.Note("running %v", r.Running())
				return core.Failed[int](&core.ExitError{Code: 7})
			})
			want(s, "the code", code, 7)
			s.WantLog("a result that is there at once is one as well", l, "running true")
		}},
	}
}
