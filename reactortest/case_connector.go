package reactortest

import (
	"errors"
	"net"
	"syscall"
	"time"

	"ravel/core"
)

// foreign is an address that no host has (RFC 5737: for documentation).
const foreign = "192.0.2.1:0"

// connectorCases hold ConnectTCP, connectors and the factories of clients.
func connectorCases() []Case {
	hole := []Facet{Below, BlackHole}
	return []Case{
		{"CONN-001", "a refused connection is told later, and the factory is stopped after it", nil, func(s *Script) {
			l := &Log{}
			f := s.Factory(l, s.Ends())
			at := s.Closed()
			s.DialWith(at, f.Core())
			l.Note("ConnectTCP returned")
			s.WantEvents("in this order", l, "start factory", "started connecting (connecting)", "ConnectTCP returned",
				"failed: refused (disconnected)", "stop factory")
			s.WantErr("the system's error is there as well", f.Reason, core.ErrConnectionRefused, syscall.ECONNREFUSED)
		}},
		{"CONN-002", "a connection that is lost and dialled again inside the callback keeps its factory started", nil, func(s *Script) {
			l := &Log{}
			server1, server2 := s.End("S1"), s.End("S2")
			client1, client2 := s.End("C").In(l), s.End("C").In(l)
			server1.OnMade, server2.OnMade = func() { server1.Lose() }, func() { server2.Lose() }
			f := s.Factory(l, s.Ends(client1, client2))
			again := 1
			f.OnLost = func(c core.Connector) {
				if again > 0 {
					again--
					s.WantNil("it connects again", c.Connect())
				}
			}
			s.DialWith(s.Listen(s.Serve(server1, server2)).Addr(), f.Core())
			once := []string{"started connecting (connecting)", "build", "C made", "C lost: done", "factory lost: done (disconnected)"}
			events := append([]string{"start factory"}, once...)
			events = append(append(events, once...), "stop factory")
			s.WantEvents("the protocol is told before the factory", l, events...)
		}},
		{"CONN-003", "a failed attempt can be begun again inside the callback", nil, func(s *Script) {
			l := &Log{}
			f := s.Factory(l, s.Ends())
			again := 2
			f.OnFailed = func(c core.Connector) {
				if again > 0 {
					again--
					s.WantNil("it connects again", c.Connect())
				}
			}
			s.DialWith(s.Closed(), f.Core())
			s.WantEvents("each attempt is told", l, "start factory",
				"started connecting (connecting)", "failed: refused (disconnected)",
				"started connecting (connecting)", "failed: refused (disconnected)",
				"started connecting (connecting)", "failed: refused (disconnected)", "stop factory")
		}},
		{"CONN-004", "an attempt begun again later starts the factory again", nil, func(s *Script) {
			l := &Log{}
			f := s.Factory(l, s.Ends())
			k := s.DialWith(s.Closed(), f.Core())
			s.Until("it has failed", func() bool { return l.Count("stop factory") == 1 })
			s.WantNil("it connects again", k.Connect())
			s.WantEvents("a new use of the factory", l,
				"start factory", "started connecting (connecting)", "failed: refused (disconnected)", "stop factory",
				"start factory", "started connecting (connecting)", "failed: refused (disconnected)", "stop factory")
		}},
		{"CONN-005", "an attempt that is not answered ends after its timeout", hole, func(s *Script) {
			l := &Log{}
			f := s.Factory(l, s.Ends())
			began := s.R.Now()
			_, err := s.R.ConnectTCP(s.host.BlackHole(), f.Core(), core.ConnectConfig{Timeout: 20 * tick})
			s.WantNil("it begins", err)
			s.WantEvents("it fails", l, "start factory", "started connecting (connecting)", "failed: timeout (disconnected)", "stop factory")
			s.Want("not before the timeout", s.R.Now().Sub(began) >= 20*tick)
			want(s, "and leaves no timer", len(s.R.DelayedCalls()), 0)
		}},
		{"CONN-006", "StopConnecting ends an attempt, which is told later", hole, func(s *Script) {
			l := &Log{}
			f := s.Factory(l, s.Ends())
			k, err := s.R.ConnectTCP(s.host.BlackHole(), f.Core())
			s.WantNil("it begins", err)
			s.Settle()
			want(s, "it is under way", k.State(), core.Connecting)
			s.WantNil("it is stopped", k.StopConnecting())
			l.Note("returned")
			s.WantErr("it is stopped once", k.StopConnecting(), core.ErrConnectorState)
			s.WantEvents("the failure says so", l, "start factory", "started connecting (connecting)", "returned",
				"failed: stopped (disconnected)", "stop factory")
			want(s, "and leaves no timer", len(s.R.DelayedCalls()), 0)
		}},
		{"CONN-007", "Connect is refused unless the connector is disconnected", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			k := s.Dial(s.Listen(s.Serve(server)).Addr(), client)
			s.WantErr("while it connects", k.Connect(), core.ErrConnectorState)
			s.Until("both ends are made", func() bool { return server.Made() && client.Made() })
			want(s, "it is connected", k.State(), core.Connected)
			s.WantErr("while it is connected", k.Connect(), core.ErrConnectorState)
			s.WantErr("and there is nothing to stop", k.StopConnecting(), core.ErrConnectorState)
			client.Lose()
			s.Until("it is lost", client.Lost)
			want(s, "it is disconnected", k.State(), core.Disconnected)
			s.WantErr("and there is nothing to stop", k.StopConnecting(), core.ErrConnectorState)
		}},
		{"CONN-008", "Disconnect loses a connection in order", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			k := s.Dial(s.Listen(s.Serve(server)).Addr(), client)
			s.Until("both ends are made", func() bool { return server.Made() && client.Made() })
			client.Write("last")
			k.Disconnect()
			s.WantEvents("what was written arrives", server.Log, "made", `data "last"`, "lost: done")
			s.WantEvents("the client is told", client.Log, "made", "lost: done")
			k.Disconnect()
			s.Settle()
			s.WantLog("and once more does nothing", client.Log, "made", "lost: done")
		}},
		{"CONN-009", "Disconnect stops an attempt", hole, func(s *Script) {
			l := &Log{}
			f := s.Factory(l, s.Ends())
			k, err := s.R.ConnectTCP(s.host.BlackHole(), f.Core())
			s.WantNil("it begins", err)
			k.Disconnect()
			s.WantEvents("as StopConnecting does", l, "start factory", "started connecting (connecting)",
				"failed: stopped (disconnected)", "stop factory")
		}},
		{"CONN-010", "an attempt can be stopped inside StartedConnecting", nil, func(s *Script) {
			l := &Log{}
			server := s.End("S")
			f := s.Factory(l, s.Ends())
			f.OnStarted = func(c core.Connector) { s.WantNil("it is stopped", c.StopConnecting()) }
			s.DialWith(s.Listen(s.Serve(server)).Addr(), f.Core())
			s.WantEvents("before anything is sent, or after", l, "start factory", "started connecting (connecting)",
				"failed: stopped (disconnected)", "stop factory")
			s.Until("if the server has seen it, it has seen the end too", func() bool { return server.made == server.lost })
		}},
		{"CONN-011", "a local address can be bound", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Dial(s.Listen(s.Serve(server)).Addr(), client, core.ConnectConfig{Local: "127.0.0.1:0"})
			s.Until("both ends are made", func() bool { return server.Made() && client.Made() })
			want(s, "it is the client's", addrOf(client.Transport.LocalAddr()).AddrPort.Addr().String(), "127.0.0.1")
		}},
		{"CONN-012", "a chosen local port is what the server sees", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			l := s.Listen(s.Serve(server))
			var chosen net.Addr
			for range numbersMax {
				chosen = s.Free()
				f := s.Factory(&Log{}, s.Ends(client))
				s.DialWith(l.Addr(), f.Core(), core.ConnectConfig{Local: chosen.String()})
				s.Until("both ends are made, or somebody else has the number", func() bool {
					return errors.Is(f.Reason, syscall.EADDRINUSE) || server.Made() && client.Made()
				})
				if f.Reason == nil {
					break
				}
			}
			want(s, "the server's peer has it", server.Transport.RemoteAddr(), chosen)
		}},
		{"CONN-013", "a local address that cannot be bound is a failure of its own kind, told later", nil, func(s *Script) {
			l := &Log{}
			f := s.Factory(l, s.Ends())
			ln := s.Listen(s.Serve())
			s.DialWith(ln.Addr(), f.Core(), core.ConnectConfig{Local: foreign})
			l.Note("returned")
			s.WantEvents("after ConnectTCP has returned", l, "start factory", "started connecting (connecting)", "returned",
				"failed: bind (disconnected)", "stop factory")
			s.WantErr("with the system's error", f.Reason, core.ErrConnectBind, syscall.EADDRNOTAVAIL)
		}},
		{"CONN-014", "a local address that is taken is told as such", nil, func(s *Script) {
			f := s.Factory(&Log{}, s.Ends())
			ln := s.Listen(s.Serve())
			s.DialWith(ln.Addr(), f.Core(), core.ConnectConfig{Local: ln.Addr().String()})
			s.Until("it has failed", func() bool { return f.Reason != nil })
			s.WantErr("the listener has it", f.Reason, core.ErrConnectBind, syscall.EADDRINUSE)
		}},
		{"CONN-015", "an address that cannot be read is an error at once, and nobody is told", nil, func(s *Script) {
			for _, addr := range []string{"", "127.0.0.1", "127.0.0.1:http", "127.0.0.1:65536", "127.0.0.1:-1", "no.such.name:1", ":1", "[::1:1"} {
				l := &Log{}
				_, err := s.R.ConnectTCP(addr, s.Factory(l, s.Ends()).Core())
				s.WantErr(sprint("%q", addr), err, core.ErrInvalidAddress)
				s.WantLog("the factory never began", l)
			}
			_, err := s.R.ConnectTCP("127.0.0.1:1", s.Factory(&Log{}, s.Ends()).Core(), core.ConnectConfig{Local: "nowhere"})
			s.WantErr("a local address as well", err, core.ErrInvalidAddress)
		}},
		{"CONN-016", "a factory of two connectors starts with the first and stops after the last", nil, func(s *Script) {
			l := &Log{}
			server1, server2 := s.End("S1"), s.End("S2")
			client1, client2 := s.End("C1"), s.End("C2")
			f := s.Factory(l, s.Ends(client1, client2))
			ln := s.Listen(s.Serve(server1, server2))
			s.DialWith(ln.Addr(), f.Core())
			s.DialWith(ln.Addr(), f.Core())
			s.Until("all are made", func() bool { return client1.Made() && client2.Made() && server1.Made() && server2.Made() })
			client1.Lose()
			s.Until("one is lost", func() bool { return l.Count("factory lost: done (disconnected)") == 1 })
			s.Settle()
			want(s, "the factory is in use", l.Count("stop factory"), 0)
			client2.Lose()
			s.Until("it is stopped", func() bool { return l.Count("stop factory") == 1 })
			want(s, "it was started once", l.Count("start factory"), 1)
		}},
		{"CONN-017", "a factory that refuses its own connection is told that it is lost", nil, func(s *Script) {
			l := &Log{}
			server := s.End("S")
			f := s.Factory(l, func(net.Addr) (core.Protocol, error) { return nil, nil })
			s.DialWith(s.Listen(s.Serve(server)).Addr(), f.Core())
			s.WantEvents("in order", l, "start factory", "started connecting (connecting)", "build",
				"factory lost: done (disconnected)", "stop factory")
			s.WantEvents("and so is the server", server.Log, "made", "lost: done")
		}},
		{"CONN-018", "a connector tells where it leads", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			ln := s.Listen(s.Serve(server))
			k := s.Dial(ln.Addr(), client)
			want(s, "while it connects", k.Destination(), ln.Addr())
			s.Until("both ends are made", func() bool { return server.Made() && client.Made() })
			client.Abort()
			s.Until("it is lost", client.Lost)
			want(s, "and after", k.Destination(), ln.Addr())
		}},
		{"CONN-019", "a connection that comes about leaves no timer of its timeout", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Dial(s.Listen(s.Serve(server)).Addr(), client, core.ConnectConfig{Timeout: time.Hour})
			s.Until("both ends are made", func() bool { return server.Made() && client.Made() })
			want(s, "no delayed call is left", len(s.R.DelayedCalls()), 0)
		}},
		{"CONN-020", "an attempt can go without a timeout", hole, func(s *Script) {
			l := &Log{}
			f := s.Factory(l, s.Ends())
			k, err := s.R.ConnectTCP(s.host.BlackHole(), f.Core(), core.ConnectConfig{Timeout: -1})
			s.WantNil("it begins", err)
			s.Settle()
			want(s, "no delayed call was made", len(s.R.DelayedCalls()), 0)
			want(s, "it is under way", k.State(), core.Connecting)
			s.WantNil("it can be stopped", k.StopConnecting())
			s.Until("that is told", func() bool { return l.Count("stop factory") == 1 })
		}},
		{"CONN-021", "a refused connection over IPv6 is told the same", []Facet{IPv6}, func(s *Script) {
			f := s.Factory(&Log{}, s.Ends())
			l, err := s.R.ListenTCP("[::1]:0", s.Serve())
			s.WantNil("it listens", err)
			closed := false
			l.StopListening(func() { closed = true })
			s.Until("the port is closed", func() bool { return closed })
			s.DialWith(l.Addr(), f.Core())
			s.Until("it has failed", func() bool { return f.Reason != nil })
			s.WantErr("refused", f.Reason, core.ErrConnectionRefused, syscall.ECONNREFUSED)
		}},
		{"CONN-022", "an attempt under way when the reactor stops is stopped", hole, func(s *Script) {
			l := &Log{}
			f := s.Factory(l, s.Ends())
			s.RunWith(func() {
				_, err := s.R.ConnectTCP(s.host.BlackHole(), f.Core())
				s.WantNil("it begins", err)
				s.R.CallLater(tick, s.Stop)
			})
			s.WantLog("and told", l, "start factory", "started connecting (connecting)", "failed: stopped (disconnected)", "stop factory")
			want(s, "without leaving a timer", len(s.R.DelayedCalls()), 0)
		}},
		{"CONN-023", "a plain function is factory enough", nil, func(s *Script) {
			server := s.End("S")
			client := s.End("C")
			l, err := s.R.ListenTCP(anyPort, core.FactoryFunc(s.Ends(server)))
			s.WantNil("to listen", err)
			_, err = s.R.ConnectTCP(l.Addr().String(), core.FactoryFunc(s.Ends(client)))
			s.WantNil("to connect", err)
			client.OnMade = func() { client.Lose() }
			s.WantEvents("it is all that is needed", server.Log, "made", "lost: done")
		}},
		{"CONN-024", "reconnecting after a while, with a timer, is the factory's own affair", nil, func(s *Script) {
			l := &Log{}
			server1, server2 := s.End("S1"), s.End("S2")
			client1, client2 := s.End("C").In(l), s.End("C").In(l)
			server1.OnMade = func() { server1.Lose() }
			f := s.Factory(l, s.Ends(client1, client2))
			again := true
			f.OnLost = func(c core.Connector) {
				if again {
					again = false
					s.R.CallLater(tick, func() { s.WantNil("it connects again", c.Connect()) })
				}
			}
			s.DialWith(s.Listen(s.Serve(server1, server2)).Addr(), f.Core())
			s.Until("it is connected again", func() bool { return client2.Made() && server2.Made() })
			s.WantLog("meanwhile the factory was not in use", l,
				"start factory", "started connecting (connecting)", "build", "C made", "C lost: done", "factory lost: done (disconnected)", "stop factory",
				"start factory", "started connecting (connecting)", "build", "C made")
		}},
	}
}
