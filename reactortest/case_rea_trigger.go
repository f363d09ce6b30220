package reactortest

import (
	"ravel/core"
)

// reaTriggerCases hold the triggers of startup and shutdown.
func reaTriggerCases() []Case {
	return []Case{
		{"REA-201", "the triggers of startup are called in phases; before them the reactor does not run", nil, func(s *Script) {
			l := &Log{}
			note := func(name string) func() { return func() { l.Note("%s running=%v", name, s.R.Running()) } }
			s.R.AddTrigger(core.Startup, core.After, note("after"))
			s.R.AddTrigger(core.Startup, core.During, note("during"))
			s.R.AddTrigger(core.Startup, core.Before, note("before"))
			s.R.CallLater(0, s.Stop)
			s.Run()
			s.WantLog("before, during, after", l, "before running=false", "during running=true", "after running=true")
		}},
		{"REA-202", "the triggers of shutdown are called in phases, each in the order of adding", nil, func(s *Script) {
			l := &Log{}
			s.R.AddTrigger(core.Shutdown, core.After, noted(l, "after 1"))
			s.R.AddTrigger(core.Shutdown, core.Before, noted(l, "before 1"))
			s.R.AddTrigger(core.Shutdown, core.During, noted(l, "during 1"))
			s.R.AddTrigger(core.Shutdown, core.Before, noted(l, "before 2"))
			s.R.AddTrigger(core.Shutdown, core.During, noted(l, "during 2"))
			s.R.AddTrigger(core.Shutdown, core.After, noted(l, "after 2"))
			s.RunWith(s.Stop)
			s.WantLog("all of a phase before the next", l,
				"before 1", "before 2", "during 1", "during 2", "after 1", "after 2")
		}},
		{"REA-203", "a shutdown that is held waits, and turns go on", nil, func(s *Script) {
			l := &Log{}
			s.R.AddTrigger(core.Shutdown, core.Before, func() {
				release := s.R.HoldShutdown()
				l.Note("held")
				s.R.CallLater(tick, func() { l.Note("released"); release() })
			})
			s.R.AddTrigger(core.Shutdown, core.During, noted(l, "during"))
			s.RunWith(s.Stop)
			s.WantLog("what comes after waits for the release, which a timer brought", l, "held", "released", "during")
		}},
		{"REA-204", "every hold has to be released", nil, func(s *Script) {
			l := &Log{}
			s.R.AddTrigger(core.Shutdown, core.Before, func() {
				first, second := s.R.HoldShutdown(), s.R.HoldShutdown()
				s.R.CallLater(0, func() { l.Note("first"); first(); first() })
				s.R.CallLater(tick, func() { l.Note("second"); second() })
			})
			s.R.AddTrigger(core.Shutdown, core.During, noted(l, "during"))
			s.RunWith(s.Stop)
			s.WantLog("releasing one twice does not release the other", l, "first", "second", "during")
		}},
		{"REA-205", "connections carry bytes while the shutdown is held, and are lost after", nil, func(s *Script) {
			l := &Log{}
			server, client := s.End("S").In(l), s.End("C")
			var release func()
			s.R.AddTrigger(core.Shutdown, core.Before, func() {
				release = s.R.HoldShutdown()
				client.Write("bye")
			})
			server.OnData = func([]byte) { release() }
			server.OnMade = func() {
				if client.Made() {
					s.Stop()
				}
			}
			client.OnMade = func() {
				if server.Made() {
					s.Stop()
				}
			}
			s.RunWith(func() { s.Dial(s.Listen(s.Serve(server)).Addr(), client) })
			s.WantLog("a last word can be said", l, "S made", `S data "bye"`, "S lost: lost")
		}},
		{"REA-206", "connections have been told when the triggers after shutdown are called", nil, func(s *Script) {
			l := &Log{}
			server, client := s.End("S").In(l), s.End("C")
			s.R.AddTrigger(core.Shutdown, core.After, noted(l, "after"))
			server.OnMade = s.Stop
			s.RunWith(func() { s.Dial(s.Listen(s.Serve(server)).Addr(), client) })
			s.WantLog("after is after everything", l, "S made", "S lost: lost", "after")
		}},
		{"REA-207", "a trigger that was removed is not called, and one that was called cannot be removed", nil, func(s *Script) {
			l := &Log{}
			gone := s.R.AddTrigger(core.Startup, core.Before, noted(l, "gone"))
			called := s.R.AddTrigger(core.Startup, core.Before, noted(l, "called"))
			s.Want("it was still to be called", s.R.RemoveTrigger(gone))
			s.Want("it cannot be removed twice", !s.R.RemoveTrigger(gone))
			s.RunWith(s.Stop)
			s.WantLog("only the other", l, "called")
			s.Want("it has been called", !s.R.RemoveTrigger(called))
		}},
		{"REA-208", "a trigger that panics is logged, and the others are called", nil, func(s *Script) {
			s.ExpectFailures(2)
			l := &Log{}
			fail := func() { panic("a trigger that fails") }
			s.R.AddTrigger(core.Startup, core.Before, fail)
			s.R.AddTrigger(core.Startup, core.Before, noted(l, "startup"))
			s.R.AddTrigger(core.Shutdown, core.Before, fail)
			s.R.AddTrigger(core.Shutdown, core.Before, noted(l, "shutdown"))
			s.RunWith(s.Stop)
			s.WantLog("startup and shutdown go on", l, "startup", "shutdown")
		}},
		{"REA-209", "CallWhenRunning before Run calls when it starts, in order; while it runs, at once", nil, func(s *Script) {
			l := &Log{}
			s.R.AddTrigger(core.Startup, core.Before, noted(l, "before startup"))
			s.R.CallWhenRunning(noted(l, "A"))
			s.R.CallWhenRunning(func() {
				l.Note("B")
				s.R.CallWhenRunning(noted(l, "C"))
				l.Note("B ends")
				s.Stop()
			})
			s.WantLog("nothing is called before Run", l)
			s.Run()
			s.WantLog("C is called inside B", l, "before startup", "A", "B", "C", "B ends")
		}},
		{"REA-210", "Stop during the shutdown is an error and changes nothing", nil, func(s *Script) {
			var err error
			s.R.AddTrigger(core.Shutdown, core.During, func() { err = s.R.Stop() })
			s.RunWith(s.Stop)
			s.WantErr("it is stopping", err, core.ErrNotRunning)
		}},
		{"REA-211", "Stop in a startup trigger stops a reactor that has just begun to run", nil, func(s *Script) {
			l := &Log{}
			s.R.AddTrigger(core.Startup, core.During, func() { l.Note("started"); s.Stop() })
			s.R.AddTrigger(core.Shutdown, core.Before, noted(l, "shutdown"))
			s.Run()
			s.WantLog("with a whole shutdown", l, "started", "shutdown")
		}},
	}
}
