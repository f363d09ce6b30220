package reactortest

import (
	"time"

	"ravel/core"
)

// reaTurnCases hold the order inside a turn.
func reaTurnCases() []Case {
	return []Case{
		{"REA-001", "a call without delay that is asked for inside a timed call runs in the next turn", nil, func(s *Script) {
			l := &Log{}
			s.R.CallLater(0, func() { l.Note("A"); s.R.CallLater(0, noted(l, "B")) })
			s.Turn()
			s.WantLog("B was asked for after the round had begun", l, "A")
			s.Turn()
			s.WantLog("it runs in the next", l, "A", "B")
		}},
		{"REA-002", "posted calls come before timed calls, and those before what sockets have", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			l := &Log{}
			server.OnData = func([]byte) { l.Note("io") }
			s.Settle()
			client.Write("x")
			s.R.CallLater(0, noted(l, "timed"))
			s.R.Post(noted(l, "posted"))
			s.Until("the byte has arrived", server.Has(1))
			s.WantLog("the order of a turn", l, "posted", "timed", "io")
		}},
		{"REA-003", "a chain of calls without delay starves no socket", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			calls := 0
			var again func()
			var pending *core.DelayedCall
			again = func() { calls++; pending = s.R.CallLater(0, again) }
			pending = s.R.CallLater(0, again)
			client.Write("x")
			s.Until("the byte arrives though a timed call is always due", server.Has(1))
			turns := calls
			for range 10 {
				s.Turn()
			}
			want(s, "the chain advances once a turn", calls-turns, 10)
			pending.Cancel()
		}},
		{"REA-004", "a chain of posted calls starves neither timers nor sockets", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			posting, timed := true, false
			var again func()
			again = func() {
				if posting {
					s.R.Post(again)
				}
			}
			s.R.Post(again)
			client.Write("x")
			s.R.CallLater(tick, func() { timed = true })
			s.Until("the byte arrives", server.Has(1))
			if !timed {
				s.Pass(2 * tick)
			}
			s.Want("the timer has run", timed)
			posting = false
			s.Turn()
			s.Turn()
		}},
		{"REA-005", "what is written in a turn leaves in it, without being asked", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			s.R.CallLater(0, func() { client.Write("timed ") })
			s.R.Post(func() { client.Write("posted ") })
			s.WantEvents("both arrive, in the order of writing", server.Log, "made", `data "posted timed "`)
		}},
		{"REA-006", "a turn that may not wait returns at once", nil, func(s *Script) {
			began := s.R.Now()
			s.R.CallLater(time.Hour, func() {})
			for range 100 {
				s.Turn()
			}
			s.Want("nobody waited for the timer", s.R.Now().Sub(began) < time.Minute)
			s.R.DelayedCalls()[0].Cancel()
		}},
		{"REA-007", "a turn inside a turn is refused", nil, func(s *Script) {
			var err error
			s.R.CallLater(0, func() { err = s.R.Iterate(0) })
			s.Turn()
			s.WantErr("a callback cannot turn the reactor that calls it", err, core.ErrAlreadyRunning)
		}},
		{"REA-008", "each reactor has one source of randomness, and a logger", nil, func(s *Script) {
			source := s.R.Rand()
			s.Want("there is a source", source != nil)
			source.Uint64()
			want(s, "and always the same one", s.R.Rand(), source)
			s.Want("there is a Logger", s.R.Logger() != nil)
			other := s.NewReactor()
			s.Want("reactors share no source", s.R.Rand() != other.Rand())
		}},
		{"REA-009", "two reactors of one program have nothing in common", nil, func(s *Script) {
			other := s.NewReactor()
			l := &Log{}
			other.CallLater(0, noted(l, "other"))
			other.Post(noted(l, "posted"))
			s.Turn()
			s.WantLog("a turn of one is no turn of the other", l)
			s.WantNil("the other turns", other.Iterate(0))
			s.WantLog("by itself", l, "posted", "other")
			s.WantErr("one that does not run cannot be stopped, whatever the other does", other.Stop(), core.ErrNotRunning)
		}},
		{"REA-010", "a reactor can be turned inside a callback of another", nil, func(s *Script) {
			other := s.NewReactor()
			l := &Log{}
			other.CallLater(0, noted(l, "inner"))
			s.R.CallLater(0, func() {
				l.Note("outer begins")
				if err := other.Iterate(0); err != nil {
					s.Fail("turning the other reactor: %v", err)
				}
				l.Note("outer ends")
			})
			s.Turn()
			s.WantLog("they are separate machines", l, "outer begins", "inner", "outer ends")
		}},
		{"REA-011", "a turn by hand that made a call does not wait for something else to happen", nil, func(s *Script) {
			began := s.R.Now()
			for range 3 {
				posted := false
				s.elsewhere(func() { s.R.Post(func() { posted = true }) })
				s.iterate(patience)
				s.Want("the posted call was made", posted)
			}
			timed := false
			s.R.CallLater(0, func() { timed = true })
			s.iterate(patience)
			s.Want("the timed call was made", timed)
			s.Want("at once", s.R.Now().Sub(began) < patience)
		}},
		{"REA-012", "what another goroutine posts between a look and the turn behind it is not waited past", nil, func(s *Script) {
			for look := 1; look <= 4; look++ {
				began, looks, posted := s.R.Now(), 0, false
				s.Until("it comes about", func() bool {
					if looks++; looks == look {
						s.elsewhere(func() { s.R.Post(func() { posted = true }) })
					} else if looks < look {
						s.R.Post(func() {}) // keeps Until looking
					}
					return posted
				})
				s.Want("at once", s.R.Now().Sub(began) < patience)
			}
		}},
	}
}

// elsewhere calls f on another goroutine, and waits for its end.
func (s *Script) elsewhere(f func()) {
	over := make(chan struct{})
	go func() {
		defer close(over)
		f()
	}()
	<-over
}
