package reactortest

import (
	"errors"
	"net"
	"strings"
	"syscall"

	"ravel/core"
)

// errorCases hold what errors say and whom a failing protocol harms.
func errorCases() []Case {
	boom := errors.New("boom")
	return []Case{
		{"ERR-001", "a reset is a loss with its errno, and no orderly end", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			client.Abort()
			s.Until("the server is told", server.Lost)
			s.WantErr("both the reason and the errno are found", server.Reason, core.ErrConnectionLost, syscall.ECONNRESET)
			s.WantNotErr("but not", server.Reason, core.ErrConnectionDone, core.ErrConnectionAborted)
			var lost *core.LostError
			s.Want("it is a LostError", errors.As(server.Reason, &lost))
			want(s, "that says what met it", lost.Op, "read")
		}},
		{"ERR-002", "an orderly end is no loss", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			client.Lose()
			s.Until("both are told", func() bool { return server.Lost() && client.Lost() })
			for _, e := range []*End{server, client} {
				s.WantErr(e.Name, e.Reason, core.ErrConnectionDone)
				s.WantNotErr(e.Name, e.Reason, core.ErrConnectionLost)
			}
		}},
		{"ERR-003", "a panic in DataReceived ends that connection with the panic as the reason, in order for the peer", nil, func(s *Script) {
			s.ExpectFailures(1)
			server, client := s.End("S"), s.End("C")
			server.OnData = func([]byte) { panic(boom) }
			s.Pair(server, client)
			client.Write("x")
			s.WantEvents("the server", server.Log, "made", `data "x"`, "lost: panic")
			s.WantEvents("the client", client.Log, "made", "lost: done")
			s.wantPanic(server, "DataReceived", boom)
		}},
		{"ERR-004", "a panic in ConnectionMade ends that connection", nil, func(s *Script) {
			s.ExpectFailures(1)
			server, client := s.End("S"), s.End("C")
			server.OnMade = func() { panic(boom) }
			s.Pair(server, client)
			s.WantEvents("the server", server.Log, "made", "lost: panic")
			s.WantEvents("the client", client.Log, "made", "lost: done")
			s.wantPanic(server, "ConnectionMade", boom)
		}},
		{"ERR-005", "a panic in a client's ConnectionMade is the same", nil, func(s *Script) {
			s.ExpectFailures(1)
			l := &Log{}
			server, client := s.End("S"), s.End("C").In(l)
			client.OnMade = func() { panic(boom) }
			f := s.Factory(l, s.Ends(client))
			s.DialWith(s.Listen(s.Serve(server)).Addr(), f.Core())
			s.WantEvents("and its factory is told", l, "start factory", "started connecting (connecting)", "build",
				"C made", "C lost: panic", "factory lost: panic (disconnected)", "stop factory")
			s.WantEvents("the server", server.Log, "made", "lost: done")
		}},
		{"ERR-006", "a panic in ConnectionLost is logged and ends nothing else", nil, func(s *Script) {
			s.ExpectFailures(1)
			server, client := s.End("S"), s.End("C")
			other, peer := s.End("S2"), s.End("C2")
			server.OnLost = func() { panic(boom) }
			s.Pair(server, client)
			s.Pair(other, peer)
			client.Lose()
			s.WantEvents("it is not told again", server.Log, "made", "lost: done")
			peer.Write("x")
			s.WantEvents("others live on", other.Log, "made", `data "x"`)
		}},
		{"ERR-007", "a protocol that panics harms no other connection of its port", nil, func(s *Script) {
			s.ExpectFailures(1)
			bad, good := s.End("bad"), s.End("good")
			client1, client2 := s.End("C1"), s.End("C2")
			l := s.Listen(s.Serve(bad, good))
			s.Dial(l.Addr(), client1)
			s.Until("the first is made", func() bool { return bad.Made() && client1.Made() })
			s.Dial(l.Addr(), client2)
			s.Until("the second is made", func() bool { return good.Made() && client2.Made() })
			bad.OnData = func([]byte) { panic(boom) }
			client1.Write("x")
			client2.Write("y")
			s.WantEvents("the one is lost", bad.Log, "made", `data "x"`, "lost: panic")
			s.WantEvents("the other reads", good.Log, "made", `data "y"`)
		}},
		{"ERR-008", "what a protocol wrote before it panicked is not guaranteed to leave, but the end is told once", nil, func(s *Script) {
			s.ExpectFailures(1)
			server, client := s.End("S"), s.End("C")
			server.OnData = func([]byte) { server.Abort(); panic(boom) }
			s.Pair(server, client)
			client.Write("x")
			s.Until("both are told", func() bool { return server.Lost() && client.Lost() })
			s.Settle()
			s.WantLog("aborting came first", server.Log, "made", `data "x"`, "lost: aborted")
		}},
		{"ERR-009", "a value that is no error can be panicked with as well", nil, func(s *Script) {
			s.ExpectFailures(1)
			server, client := s.End("S"), s.End("C")
			server.OnData = func([]byte) { panic("just text") }
			s.Pair(server, client)
			client.Write("x")
			s.Until("the server is told", server.Lost)
			var p *core.PanicError
			s.Want("the reason has it", errors.As(server.Reason, &p) && p.Value == "just text")
			s.WantErr("and is a loss", server.Reason, core.ErrConnectionLost)
			s.Until("the client is told", client.Lost)
		}},
		{"ERR-010", "a client whose factory fails to build is told once that it is over", nil, func(s *Script) {
			s.ExpectFailures(1)
			l := &Log{}
			server := s.End("S")
			f := s.Factory(l, func(net.Addr) (core.Protocol, error) { return nil, boom })
			s.DialWith(s.Listen(s.Serve(server)).Addr(), f.Core())
			s.Until("the factory is stopped", func() bool { return l.Count("stop factory") == 1 })
			s.WantErr("with its own error", f.Reason, boom)
			want(s, "after start, connecting, build and one end", len(l.Events()), 5)
			s.WantEvents("the server's end is in order", server.Log, "made", "lost: done")
		}},
		{"ERR-011", "a panic in a factory's callbacks is logged and stops nothing", nil, func(s *Script) {
			s.ExpectFailures(1)
			l := &Log{}
			f := s.Factory(l, s.Ends())
			f.OnFailed = func(core.Connector) { panic(boom) }
			s.DialWith(s.Closed(), f.Core())
			s.WantEvents("the factory is stopped all the same", l, "start factory", "started connecting (connecting)",
				"failed: refused (disconnected)", "stop factory")
		}},
		{"ERR-012", "a panic in the done of StopListening is logged, and the others are called", nil, func(s *Script) {
			s.ExpectFailures(1)
			l := &Log{}
			ln := s.Listen(s.Serve())
			ln.StopListening(func() { panic(boom) })
			ln.StopListening(noted(l, "second"))
			s.WantEvents("the second", l, "second")
		}},
		{"ERR-013", "errors name what they are about", nil, func(s *Script) {
			l := s.Listen(s.Serve())
			_, err := s.R.ListenTCP(l.Addr().String(), s.Serve())
			s.Want("a port that is taken", err != nil && strings.Contains(err.Error(), l.Addr().String()))
			f := s.Factory(&Log{}, s.Ends())
			at := s.Closed()
			s.DialWith(at, f.Core())
			s.Until("a connection that is refused", func() bool { return f.Reason != nil })
			s.Want("has the address", strings.Contains(f.Reason.Error(), at.String()))
			var ce *core.ConnectError
			s.Want("as a value too", errors.As(f.Reason, &ce) && ce.Addr == addrOf(at))
		}},
		{"ERR-014", "what the system below cannot do is core.ErrUnsupported, and what it can is not", nil, func(s *Script) {
			if u, ok := s.R.(core.UNIX); ok && s.bench.lacks(UNIX) {
				_, err := u.ListenUNIX("/no/such/path", s.Serve())
				s.WantErr("listening at a path", err, core.ErrCannotListen, core.ErrUnsupported)
				f := s.Factory(&Log{}, s.Ends())
				_, err = u.ConnectUNIX("/no/such/path", f.Core())
				s.WantNil("connecting to one begins", err)
				s.Until("and fails", func() bool { return f.Reason != nil })
				s.WantErr("with the same", f.Reason, core.ErrConnectFailed, core.ErrUnsupported)
			}
			if u, ok := s.R.(core.UNIXDatagram); ok && s.bench.lacks(UNIXDatagram) {
				_, err := u.ListenUNIXDatagram("/no/such/path", s.Port("P").Protocol())
				s.WantErr("datagrams at a path", err, core.ErrCannotListen, core.ErrUnsupported)
				_, err = u.ConnectUNIXDatagram("/no/such/path", "", s.Port("Q").Protocol())
				s.WantErr("or without one", err, core.ErrUnsupported)
			}
			l, err := s.R.ListenTCP(anyPort, s.Serve(), core.ListenConfig{ReusePort: true})
			if s.bench.lacks(ReusePort) {
				s.WantErr("sharing a port", err, core.ErrCannotListen, core.ErrUnsupported)
			} else {
				s.WantNil("sharing a port", err)
				l.StopListening(nil)
			}
		}},
		{"ERR-015", "a peer does not take what a protocol wrote before it panicked for all of it", []Facet{Outbox}, func(s *Script) {
			s.ExpectFailures(1)
			server, client := s.End("S"), s.End("C")
			server.OnData = func([]byte) { server.Write("half of an ans"); panic(boom) }
			s.Pair(server, client)
			client.Write("x")
			s.Until("both are told", func() bool { return server.Lost() && client.Lost() })
			s.WantLog("the server", server.Log, "made", `data "x"`, "lost: panic")
			s.WantLog("what waits is dropped, and that is no orderly end", client.Log, "made", "lost: lost")
		}},
	}
}

// wantPanic fails unless e was lost by the panic of value in one of its callbacks.
func (s *Script) wantPanic(e *End, in string, value error) {
	s.Helper()
	var p *core.PanicError
	s.Want("the reason is a PanicError", errors.As(e.Reason, &p))
	s.Want("that names the callback", strings.Contains(p.In, in))
	s.Want("and has the stack", len(p.Stack) > 0)
	s.WantErr("errors.Is finds what was panicked with, and that it is a loss", e.Reason, value, core.ErrConnectionLost)
	s.WantNotErr("which is no orderly end", e.Reason, core.ErrConnectionDone)
}
