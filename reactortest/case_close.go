package reactortest

import (
	"net"
	"slices"
	"strings"
	"time"

	"ravel/core"
	"ravel/core/coro"
)

// closeCases hold what Close leaves behind, which is nothing: each after a crash, so that no shutdown was
// before it, and once more on a reactor that never ran.
func closeCases() []Case {
	return []Case{
		{"END-001", "after a crash Close ends connections and ports, and tells nobody, then or later", nil, func(s *Script) {
			s.doomed(func(d *doomed) {
				server, client := d.End("S"), d.End("C")
				d.Pair(server, client)
				l := d.Listen(d.Serve())
				d.ends()
				for _, e := range []*End{server, client} {
					s.WantLog("nobody is told", e.Log, "made")
					s.Want("the transport has ended", e.Transport.Closing())
					_, err := e.Transport.Write([]byte("x"))
					s.WantErr("which takes nothing", err, core.ErrNotConnected)
					s.Want("its addresses stay", e.Transport.LocalAddr() != nil && e.Transport.RemoteAddr() != nil)
					e.Transport.LoseConnection()
					e.Transport.AbortConnection()
				}
				l.StopListening(func() { s.Fail("a port that has ended tells of its end") })
				s.Want("the port is free", listens(s, l.Addr()))
			})
		}},
		{"END-002", "after a crash Close ends datagram ports, and tells nobody", []Facet{UDP}, func(s *Script) {
			s.doomed(func(d *doomed) {
				p := d.Port("P")
				d.UDP(p)
				at := p.Addr()
				d.ends()
				s.WantLog("nobody is told", p.Log, "start")
				s.WantErr("nothing is sent", p.Transport.WriteTo([]byte("x"), at), core.ErrNotConnected)
				p.Transport.StopListening(nil)
			})
		}},
		{"END-003", "after a crash Close unlinks the UNIX sockets that the reactor made, and gives their locks back", []Facet{UNIX, UNIXDatagram, Below}, func(s *Script) {
			s.doomed(func(d *doomed) {
				locked := d.Path("locked")
				d.listenUNIX(locked, d.Serve(), core.UNIXListenConfig{Lock: true})
				server, client := d.End("S"), d.End("C")
				paired := d.PairUNIX(server, client)
				p := d.Port("P")
				gram := d.Path("gram")
				d.gram(gram, p)
				for _, path := range []string{locked, locked + ".lock", paired, gram} {
					_, there := d.host.Exists(path)
					s.Want(path+" is there before", there)
				}
				d.ends()
				for _, path := range []string{locked, locked + ".lock", paired, gram} {
					_, there := d.host.Exists(path)
					s.Want(path+" is gone", !there)
				}
				s.WantLog("nobody is told", server.Log, "made")
			})
		}},
		{"END-004", "after a crash Close closes the pipes to processes, which live on, and nobody is told of their end", []Facet{Processes}, func(s *Script) {
			s.doomed(func(d *doomed) {
				c := d.Child("P")
				d.Spawn(c, Sh(ShellCat))
				d.ends()
				s.WantLog("nobody is told", c.Log, "made")
				_, err := c.T.Write([]byte("x"))
				s.WantErr("its pipes have ended", err, core.ErrNotConnected)
				c.T.LoseConnection()
			})
		}},
		{"END-005", "after a crash Close closes the terminals of processes", []Facet{Processes, Terminals}, func(s *Script) {
			s.doomed(func(d *doomed) {
				c := d.Child("P")
				spec := Sh(ShellCat)
				spec.PTY = true
				d.Spawn(c, spec)
				d.ends()
				s.WantLog("nobody is told", c.Log, "made")
			})
		}},
		{"END-006", "after a crash Close closes what was served as standard input and output", []Facet{StandardIO, Below}, func(s *Script) {
			s.doomed(func(d *doomed) {
				e := d.End("E")
				keys, screen := d.onPipes(e)
				d.ends()
				d.host.CloseDescriptor(keys)
				d.host.CloseDescriptor(screen)
				s.WantLog("nobody is told", e.Log, "made")
			})
		}},
		{"END-007", "after a crash Close ends the watching of descriptors, which stay their owners'", []Facet{Descriptors, Below}, func(s *Script) {
			s.doomed(func(d *doomed) {
				w, in := d.watchPipe()
				d.ends()
				_, err := d.host.WriteDescriptor(in, []byte("x"))
				s.Want("they are open still, where they do not end with the reactor's own host", err == nil || d.bench.Open == nil)
				s.WantLog("nobody is told", w.Log)
				d.host.CloseDescriptor(in)
				d.host.CloseDescriptor(w.Descriptor())
			})
		}},
		{"END-008", "after a crash Close ends handshakes that wait for the peer", []Facet{TLS}, func(s *Script) {
			s.doomed(func(d *doomed) {
				silent := d.End("silent")
				p := d.secured(d.End("S"), d.End("C"))
				l, err := d.R.(core.TLS).ListenTLS(anyPort, p.factory(p.server, nil), p.serverConfig)
				s.WantNil("the port is open", err)
				d.Dial(l.Addr(), silent)
				d.Until("the server waits for words that nobody says", p.server.Made)
				if scoped, ok := d.R.(core.Scoped); ok {
					want(s, "its handshake is one that waits", len(scoped.Scope().Parked()), 1)
				}
				d.ends()
				s.WantLog("nobody is told", p.server.Log, "made")
				p.server.Transport.LoseConnection()
			})
		}},
		{"END-009", "after a crash Close ends coroutines, whose deferred calls are made, and delayed calls, which are not", nil, func(s *Script) {
			s.doomed(func(d *doomed) {
				l := &Log{}
				core.DeferLater(d.R, time.Hour, func() (int, error) { l.Note("a delayed call"); return 0, nil })
				call := d.R.CallLater(time.Hour, noted(l, "a delayed call"))
				coro.Do(d.R, func(co *coro.Co) error {
					defer l.Note("left")
					_, err := coro.Await(co, core.NewDeferredOn[int](d.R))
					s.WantErr("it is told why", err, coro.ErrEnded)
					d.R.Post(noted(l, "a posted call"))
					return err
				})
				d.ends()
				s.WantLog("it has left", l, "left")
				s.Want("and nothing is to come", !call.Active() && len(d.R.DelayedCalls()) == 0)
			})
		}},
		{"END-010", "Close of a reactor that was stopped in order tells nobody a second time", nil, func(s *Script) {
			d := s.apart()
			server, client := d.End("S"), d.End("C")
			d.R.CallWhenRunning(func() {
				d.Dial(d.Listen(d.Serve(server)).Addr(), client)
				server.OnMade = d.Stop
			})
			d.Run()
			d.ends()
			s.WantLog("once", server.Log, "made", "lost: lost")
			d.compare()
		}},
		{"END-011", "after a crash Close ends attempts to connect, and tells nobody", []Facet{Below, BlackHole}, func(s *Script) {
			s.doomed(func(d *doomed) {
				f := d.Factory(&Log{}, d.Ends())
				k, err := d.R.ConnectTCP(d.host.BlackHole(), f.Core())
				s.WantNil("it begins", err)
				before := f.Events()
				d.ends()
				s.WantLog("the factory is not told", f.Log, before...)
				want(s, "but it has ended", k.State(), core.Disconnected)
				k.Disconnect()
			})
		}},
	}
}

// listens reports whether a port can be opened where another one was.
func listens(s *Script, at net.Addr) bool {
	s.Helper()
	l, err := s.R.ListenTCP(at.String(), s.Serve())
	if err != nil {
		return false
	}
	l.StopListening(nil)
	return true
}

// A doomed is a script on a reactor of its own that ends in the midst of things.
type doomed struct {
	*Script
	crash  bool
	before []string // what was open
}

// apart is a script on a reactor of its own, which nobody ends but the case.
func (s *Script) apart() *doomed {
	s.Helper()
	d := &doomed{}
	if s.bench.Open != nil {
		s.WantNil("what the first one needs stays with the process", s.bench.New().Close())
		d.before = s.bench.Open()
	}
	d.Script = newScript(s.T, s.bench)
	return d
}

// doomed plays a script whose reactor crashes, then one whose reactor never ran.
func (s *Script) doomed(play func(d *doomed)) {
	s.Helper()
	for _, crash := range []bool{true, false} {
		d := s.apart()
		d.crash = crash
		play(d)
		d.compare()
	}
}

// ends ends the reactor.
func (d *doomed) ends() {
	d.Helper()
	if d.crash {
		d.RunWith(d.R.Crash)
	}
	d.WantNil("a reactor that does not run can be closed", d.R.Close())
	d.Want("it is closed once", d.R.Close() != nil)
	d.R.Post(func() { d.Fail("a call that was posted after Close is made") })
	d.Want("it makes no turns any more", d.R.Iterate(0) != nil)
	want(d.Script, "no delayed call is left", len(d.R.DelayedCalls()), 0)
	if scoped, ok := d.R.(core.Scoped); ok {
		d.broken = append(d.broken, orphans(scoped.Scope())...)
	}
	d.report()
}

// compare looks for what is left open of the system below.
func (d *doomed) compare() {
	d.Helper()
	if d.host != nil {
		d.host.Close()
	}
	if d.bench.Open == nil {
		return
	}
	for _, open := range opened(d.bench.Open(), d.before) {
		// A pidfd stays with who waits for a process that outlives its reactor.
		if !strings.HasSuffix(open, pidfd) {
			d.Fail("left open: %s%s", open, d.story())
		}
	}
}

// pidfd is what the descriptor of a process leads to, on a system that has them.
const pidfd = "anon_inode:[pidfd]"

// opened is what is in now and was not in before.
func opened(now, before []string) (list []string) {
	for _, open := range now {
		if !slices.Contains(before, open) {
			list = append(list, open)
		}
	}
	return list
}
