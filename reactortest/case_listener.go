package reactortest

import (
	"errors"
	"net"
	"syscall"

	"ravel/core"
)

// together is how many connections arrive in one turn in LIS-012.
const together = 50

// numbersMax is among how many port numbers one is looked for that nobody else on this host has.
const numbersMax = 32

// listenerCases hold ListenTCP and open ports.
func listenerCases() []Case {
	return []Case{
		{"LIS-001", "port 0 is a port of the system's choice, which the listener tells", nil, func(s *Script) {
			l, m := s.Listen(s.Serve()), s.Listen(s.Serve())
			s.Want("it is a port", portOf(l.Addr()) != 0)
			s.Want("and another for each", portOf(l.Addr()) != portOf(m.Addr()))
			want(s, "on the address that was asked for", l.Addr().String(), at("127.0.0.1", l.Addr()))
		}},
		{"LIS-002", "a port in use is an error that names address and errno", nil, func(s *Script) {
			l := s.Listen(s.Serve())
			_, err := s.R.ListenTCP(l.Addr().String(), s.Serve())
			s.WantErr("it cannot listen", err, core.ErrCannotListen, syscall.EADDRINUSE)
			var le *core.ListenError
			s.Want("the error is a ListenError", errors.As(err, &le))
			want(s, "with the address", le.Addr, addrOf(l.Addr()))
		}},
		{"LIS-003", "stopping closes the port alone: connections live on", nil, func(s *Script) {
			server, client, late := s.End("S"), s.End("C"), s.Factory(&Log{}, s.Ends())
			l := s.Listen(s.Serve(server))
			s.Dial(l.Addr(), client)
			s.Until("both ends are made", func() bool { return server.Made() && client.Made() })
			stopped := false
			l.StopListening(func() { stopped = true })
			s.Want("done is not called before StopListening has returned", !stopped)
			s.Until("the port is closed", func() bool { return stopped })
			s.DialWith(l.Addr(), late.Core())
			s.Until("nobody can connect", func() bool { return late.Reason != nil })
			s.WantErr("it is refused", late.Reason, core.ErrConnectionRefused)
			client.Write("still")
			s.WantEvents("the connection carries bytes", server.Log, "made", `data "still"`)
		}},
		{"LIS-004", "stopping again only adds a done", nil, func(s *Script) {
			log := &Log{}
			f := s.Factory(log, s.Ends())
			l := s.Listen(f.Core())
			l.StopListening(noted(log, "first"))
			l.StopListening(noted(log, "second"))
			l.StopListening(nil)
			s.WantEvents("all are called, once", log, "start factory", "stop factory", "first", "second")
			l.StopListening(noted(log, "third"))
			s.WantEvents("also on a port that is closed", log, "start factory", "stop factory", "first", "second", "third")
		}},
		{"LIS-005", "a port that was closed can be listened on again, with old connections still open", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			l := s.Listen(s.Serve(server))
			s.Dial(l.Addr(), client)
			s.Until("both ends are made", func() bool { return server.Made() && client.Made() })
			closed := false
			l.StopListening(func() { closed = true })
			s.Until("the port is closed", func() bool { return closed })
			server.Lose() // the system remembers who closed first
			s.Until("both are lost", func() bool { return server.Lost() && client.Lost() })
			server2, client2 := s.End("S2"), s.End("C2")
			again, err := s.R.ListenTCP(l.Addr().String(), s.Serve(server2))
			s.WantNil("it listens again", err)
			s.Dial(again.Addr(), client2)
			s.Until("and accepts", func() bool { return server2.Made() && client2.Made() })
		}},
		{"LIS-006", "a factory of several ports starts with the first and stops after the last", nil, func(s *Script) {
			log := &Log{}
			f := s.Factory(log, s.Ends())
			l, m := s.Listen(f.Core()), s.Listen(f.Core())
			s.WantLog("started once, before ListenTCP returns", log, "start factory")
			l.StopListening(noted(log, "one closed"))
			s.WantEvents("in use", log, "start factory", "one closed")
			m.StopListening(noted(log, "both closed"))
			s.WantEvents("the factory is stopped, then done is called", log, "start factory", "one closed", "stop factory", "both closed")
		}},
		{"LIS-007", "a factory that refuses closes that connection in order and serves the next", nil, func(s *Script) {
			refused, client, server := s.End("refused"), s.End("C"), s.End("S")
			answers := []core.Protocol{nil, server.Protocol()}
			l := s.Listen(s.Watched(func(net.Addr) (core.Protocol, error) {
				p := answers[0]
				answers = answers[1:]
				return p, nil
			}))
			s.Dial(l.Addr(), refused)
			s.WantEvents("the client sees an orderly end", refused.Log, "made", "lost: done")
			s.Dial(l.Addr(), client)
			s.Until("the next is served", func() bool { return server.Made() && client.Made() })
		}},
		{"LIS-008", "a factory that fails closes that connection, is logged, and the port lives on", nil, func(s *Script) {
			s.ExpectFailures(1)
			s.failingFactory(func() (core.Protocol, error) { return nil, errors.New("no protocol today") })
		}},
		{"LIS-009", "a factory that panics closes that connection, is logged, and the port lives on", nil, func(s *Script) {
			s.ExpectFailures(1)
			s.failingFactory(func() (core.Protocol, error) { panic("no protocol today") })
		}},
		{"LIS-010", "an address that cannot be read is an error that says why", nil, func(s *Script) {
			for _, addr := range []string{"", "127.0.0.1", "127.0.0.1:http", "127.0.0.1:65536", "no.such.name:0", "127.0.0.256:0", "::1:0"} {
				l := &Log{}
				_, err := s.R.ListenTCP(addr, s.Factory(l, s.Ends()).Core())
				s.WantErr(sprint("%q", addr), err, core.ErrInvalidAddress, core.ErrCannotListen)
				s.WantLog("the factory never began", l)
			}
		}},
		{"LIS-011", "no host is every IPv4 address", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			l, err := s.R.ListenTCP(":0", s.Serve(server))
			s.WantNil("it listens", err)
			s.Want("the address says so", addrOf(l.Addr()).AddrPort.Addr().IsUnspecified())
			_, err = s.R.ConnectTCP(at("127.0.0.1", l.Addr()), s.Serve(client))
			s.WantNil("it connects", err)
			s.Until("the loopback is one of them", func() bool { return server.Made() && client.Made() })
			want(s, "the connection has the very address", server.Transport.LocalAddr(), client.Transport.RemoteAddr())
		}},
		{"LIS-012", "many connections that arrive together are all accepted", nil, func(s *Script) {
			served := 0
			l := s.Listen(s.Watched(func(net.Addr) (core.Protocol, error) { served++; return s.End("S").Protocol(), nil }))
			clients := make([]*End, together)
			for i := range clients {
				clients[i] = s.End("C")
				s.Dial(l.Addr(), clients[i])
			}
			s.Until("every client is served", func() bool { return served == together })
			for _, c := range clients {
				s.Until("and connected", c.Made)
			}
		}},
		{"LIS-013", "a local address that this host does not have cannot be listened on", nil, func(s *Script) {
			_, err := s.R.ListenTCP(foreign, s.Serve())
			s.WantErr("the errno says so", err, core.ErrCannotListen, syscall.EADDRNOTAVAIL)
		}},
		{"LIS-014", "ports share an address only if all of them say so", []Facet{ReusePort}, func(s *Script) {
			shared := core.ListenConfig{ReusePort: true}
			l := s.Listen(s.Serve(), shared)
			m, err := s.R.ListenTCP(l.Addr().String(), s.Serve(), shared)
			s.WantNil("two that do", err)
			want(s, "have the same address", m.Addr(), l.Addr())
			_, err = s.R.ListenTCP(l.Addr().String(), s.Serve())
			s.WantErr("a third that does not", err, syscall.EADDRINUSE)
		}},
		{"LIS-015", "a port can be stopped inside BuildProtocol", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			var l core.Listener
			stopped := false
			l = s.Listen(s.Watched(func(net.Addr) (core.Protocol, error) {
				l.StopListening(func() { stopped = true })
				return server.Protocol(), nil
			}))
			s.Dial(l.Addr(), client)
			s.Until("the port closes", func() bool { return stopped })
			s.Until("and the connection is made", func() bool { return server.Made() && client.Made() })
			client.Write("x")
			s.Until("and carries bytes", server.Has(1))
		}},
		{"LIS-016", "one port of IPv4 and one of IPv6 can have the same number", []Facet{IPv6}, func(s *Script) {
			four, six := s.End("four"), s.End("six")
			client4, client6 := s.End("C4"), s.End("C6")
			var l4, l6 core.Listener
			var err error
			for range numbersMax {
				l6, err = s.R.ListenTCP("[::]:0", s.Serve(six))
				s.WantNil("every IPv6 address", err)
				// Somebody else may have the number in IPv4. The port stays, and so the next has another number.
				if l4, err = s.R.ListenTCP(at("0.0.0.0", l6.Addr()), s.Serve(four)); !errors.Is(err, syscall.EADDRINUSE) {
					break
				}
			}
			s.WantNil("is no IPv4 address", err)
			_, err = s.R.ConnectTCP(at("127.0.0.1", l4.Addr()), s.Serve(client4))
			s.WantNil("connect over IPv4", err)
			_, err = s.R.ConnectTCP(at("::1", l6.Addr()), s.Serve(client6))
			s.WantNil("connect over IPv6", err)
			s.Until("each is served by its own", func() bool {
				return four.Made() && six.Made() && client4.Made() && client6.Made()
			})
		}},
		{"LIS-017", "a port can be opened, used and closed inside callbacks", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			inner, visitor := s.End("inner"), s.End("visitor")
			server.OnData = func([]byte) {
				l := s.Listen(s.Serve(inner))
				s.Dial(l.Addr(), visitor)
				visitor.OnMade = func() { l.StopListening(nil) }
			}
			s.Pair(server, client)
			client.Write("open one more")
			s.Until("it served", visitor.Made)
			s.Settle()
			// Whether the connection was accepted before the port closed is a race that the visitor started.
			if !inner.Made() {
				s.Until("who was not accepted is told", visitor.Lost)
			}
		}},
		{"LIS-018", "connections that wait while their port closes are turned away", nil, func(s *Script) {
			l := s.Listen(s.Serve())
			client := s.Factory(&Log{}, func(net.Addr) (core.Protocol, error) { return s.End("C").Protocol(), nil })
			s.DialWith(l.Addr(), client.Core())
			l.StopListening(nil)
			s.Until("the client is told, whether it had been connected or not", func() bool { return client.Count("stop factory") == 1 })
		}},
		{"LIS-019", "a configuration's backlog is taken", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			l := s.Listen(s.Serve(server), core.ListenConfig{Backlog: 1})
			s.Dial(l.Addr(), client)
			s.Until("a port with a short queue serves", func() bool { return server.Made() && client.Made() })
		}},
		{"LIS-020", "a listener keeps telling its address when it is closed", nil, func(s *Script) {
			l := s.Listen(s.Serve())
			was := l.Addr()
			closed := false
			l.StopListening(func() { closed = true })
			s.Until("it is closed", func() bool { return closed })
			want(s, "where it was", l.Addr(), was)
		}},
	}
}

// failingFactory serves one connection with fails, which does, and the next in order.
func (s *Script) failingFactory(fails func() (core.Protocol, error)) {
	s.Helper()
	unlucky, client, server := s.End("unlucky"), s.End("C"), s.End("S")
	first := true
	l := s.Listen(s.Watched(func(net.Addr) (core.Protocol, error) {
		if first {
			first = false
			return fails()
		}
		return server.Protocol(), nil
	}))
	s.Dial(l.Addr(), unlucky)
	s.WantEvents("the client is told at once", unlucky.Log, "made", "lost: done")
	s.Dial(l.Addr(), client)
	s.Until("the next is served", func() bool { return server.Made() && client.Made() })
}
