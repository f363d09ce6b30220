package reactortest

import (
	"time"

	"ravel/core"
)

// cooperatorCases hold work in slices beside what else the reactor does.
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
	}
}
