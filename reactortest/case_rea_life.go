package reactortest

import (
	"context"
	"errors"
	"os"
	"syscall"

	"ravel/core"
)

// reaLifeCases hold Run, Stop, Crash and Close.
func reaLifeCases() []Case {
	return []Case{
		{"REA-101", "a reactor runs until it is stopped, and says so", nil, func(s *Script) {
			s.Want("it does not run yet", !s.R.Running())
			inside := false
			s.RunWith(func() { inside = s.R.Running(); s.Stop() })
			s.Want("it ran while it ran", inside)
			s.Want("it does not run any more", !s.R.Running())
		}},
		{"REA-102", "Stop of a reactor that does not run, or was asked before, is an error", nil, func(s *Script) {
			s.WantErr("it does not run yet", s.R.Stop(), core.ErrNotRunning)
			var again error
			s.RunWith(func() { s.Stop(); again = s.R.Stop() })
			s.WantErr("it was asked already", again, core.ErrNotRunning)
			s.WantErr("it has stopped", s.R.Stop(), core.ErrNotRunning)
		}},
		{"REA-103", "Run inside Run is an error and disturbs nothing", nil, func(s *Script) {
			var inner error
			l := &Log{}
			s.RunWith(func() {
				inner = s.R.Run(context.Background())
				s.R.CallLater(0, func() { l.Note("still running"); s.Stop() })
			})
			s.WantErr("it runs already", inner, core.ErrAlreadyRunning)
			s.WantLog("and goes on", l, "still running")
		}},
		{"REA-104", "a reactor can be run again", nil, func(s *Script) {
			for range 3 {
				server, client := s.End("S"), s.End("C")
				s.RunWith(func() {
					l := s.Listen(s.Serve(server))
					s.Dial(l.Addr(), client)
					client.OnMade = func() { client.Write("x") }
					server.OnData = func([]byte) { s.Stop() }
				})
				s.WantLog("each run serves", server.Log, "made", `data "x"`, "lost: lost")
			}
		}},
		{"REA-105", "timed calls that are due in the turn of Stop still run, before the triggers of shutdown", nil, func(s *Script) {
			l := &Log{}
			s.R.AddTrigger(core.Shutdown, core.Before, noted(l, "shutdown"))
			s.RunWith(func() {
				s.R.CallLater(0, func() { l.Note("A"); s.Stop() })
				s.R.CallLater(0, noted(l, "B"))
			})
			s.WantLog("Stop is for the end of the turn's timed calls", l, "A", "B", "shutdown")
		}},
		{"REA-106", "the end of its context ends a run in order, and its cause is returned", nil, func(s *Script) {
			cause := errors.New("enough")
			ctx, cancel := context.WithCancelCause(context.Background())
			l := &Log{}
			s.R.AddTrigger(core.Shutdown, core.After, noted(l, "after shutdown"))
			s.R.CallWhenRunning(func() { s.R.CallLater(0, func() { cancel(cause) }) })
			s.WantErr("Run returns why", s.RunErr(ctx), cause)
			s.WantLog("the shutdown was a whole one", l, "after shutdown")
		}},
		{"REA-107", "a context that has ended before Run begins ends it too", nil, func(s *Script) {
			ctx, cancel := context.WithCancel(context.Background())
			cancel()
			s.WantErr("Run returns the cause", s.RunErr(ctx), context.Canceled)
			s.Want("the reactor does not run", !s.R.Running())
		}},
		{"REA-108", "a context that ends on another goroutine wakes a reactor that waits", nil, func(s *Script) {
			ctx, cancel := context.WithCancel(context.Background())
			s.R.CallWhenRunning(func() { go cancel() })
			s.WantErr("Run returns though no socket and no timer has anything", s.RunErr(ctx), context.Canceled)
		}},
		{"REA-109", "Stop ends a run for which the context is not to blame with nil", nil, func(s *Script) {
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			s.R.CallWhenRunning(func() { s.Stop() })
			s.WantNil("it was stopped", s.RunErr(ctx))
		}},
		{"REA-110", "connections that are open at the end are lost, and ports stop", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			f := s.Factory(&Log{}, s.Ends(server))
			both := func() {
				if server.Made() && client.Made() {
					s.Stop()
				}
			}
			server.OnMade, client.OnMade = both, both
			s.RunWith(func() { s.Dial(s.Listen(f.Core()).Addr(), client) })
			for _, e := range []*End{server, client} {
				s.WantLog("it is told", e.Log, "made", "lost: lost")
				s.WantNotErr("that is no orderly end", e.Reason, core.ErrConnectionDone)
			}
			s.WantLog("the factory is told last", f.Log, "start factory", "build", "stop factory")
		}},
		{"REA-111", "a factory that connects again while the reactor stops is told of that end as well", nil, func(s *Script) {
			l := &Log{}
			server, client := s.End("S"), s.End("C").In(l)
			f := s.Factory(l, s.Ends(client))
			f.OnLost = func(c core.Connector) { s.WantNil("a connector can always begin again", c.Connect()) }
			server.OnMade = s.Stop
			s.RunWith(func() { s.DialWith(s.Listen(s.Serve(server)).Addr(), f.Core()) })
			events := l.Events()
			if client.Made() {
				want(s, "the new attempt has failed", len(events), 9)
			}
			want(s, "and with it the last use of the factory", events[len(events)-1], "stop factory")
		}},
		{"REA-112", "Crash ends a run without shutdown and leaves all open", nil, func(s *Script) {
			l := &Log{}
			trigger := s.R.AddTrigger(core.Shutdown, core.Before, noted(l, "shutdown"))
			server, client := s.End("S"), s.End("C")
			s.RunWith(func() {
				l := s.Listen(s.Serve(server))
				s.Dial(l.Addr(), client)
				server.OnMade = func() {
					s.R.CallLater(0, s.R.Crash)
				}
			})
			s.WantLog("no trigger of the shutdown is called", l)
			s.Want("the reactor does not run", !s.R.Running())
			s.Want("the server's connection is open", server.Made() && !server.Lost())
			s.Until("the client is connected", client.Made)
			client.Write("x")
			s.Until("it still carries bytes", server.Has(1))
			s.Want("the trigger waits for another shutdown", s.R.RemoveTrigger(trigger))
		}},
		{"REA-113", "after Crash the reactor can be run again", nil, func(s *Script) {
			s.RunWith(s.R.Crash)
			ran := false
			s.RunWith(func() { ran = true; s.Stop() })
			s.Want("it ran again", ran)
		}},
		{"REA-114", "turns by hand are not running", nil, func(s *Script) {
			running := true
			s.R.CallLater(0, func() { running = s.R.Running() })
			s.Turn()
			s.Want("only Run is", !running)
		}},
		{"REA-115", "after Close nothing can be done, but posting does no harm", nil, func(s *Script) {
			r := s.bench.New()
			s.WantNil("a reactor that does not run can be closed", r.Close())
			r.Post(func() {})
			s.Want("it cannot turn", r.Iterate(0) != nil)
			s.Want("it cannot run", r.Run(context.Background()) != nil)
			_, err := r.ListenTCP(anyPort, s.Serve())
			s.Want("it cannot listen", err != nil)
		}},
		{"REA-116", "a running reactor cannot be closed", nil, func(s *Script) {
			var err error
			s.RunWith(func() { err = s.R.Close(); s.Stop() })
			s.WantErr("it runs", err, core.ErrAlreadyRunning)
		}},
		{"REA-117", "Close says nothing to protocols", nil, func(s *Script) {
			r := s.bench.New()
			l := &Log{}
			e := &End{Log: l, Name: "C", script: s}
			ln, err := r.ListenTCP(anyPort, core.FactoryFunc(s.Ends(&End{Log: &Log{}, Name: "S", script: s})))
			s.WantNil("it listens", err)
			_, err = r.ConnectTCP(ln.Addr().String(), core.FactoryFunc(s.Ends(e)))
			s.WantNil("it connects", err)
			for n := 0; n < 100 && !e.Made(); n++ {
				s.WantNil("it turns", r.Iterate(patience))
			}
			s.WantNil("it can be closed with open connections", r.Close())
			s.WantLog("nobody is told", l, "made")
		}},
		{"REA-118", "SIGTERM stops a running reactor in order", []Facet{Signals}, func(s *Script) {
			s.signalled(syscall.SIGTERM)
		}},
		{"REA-119", "SIGINT stops a running reactor in order", []Facet{Signals}, func(s *Script) {
			s.signalled(syscall.SIGINT)
		}},
	}
}

// signalled runs the reactor and has it sent a signal.
func (s *Script) signalled(sig os.Signal) {
	s.Helper()
	l := &Log{}
	s.R.AddTrigger(core.Shutdown, core.Before, noted(l, "before shutdown"))
	s.RunWith(func() { s.bench.Signal(s.R, sig) })
	s.WantLog("the shutdown is a whole one", l, "before shutdown")
}
