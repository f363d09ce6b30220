package reactortest

import (
	"errors"
	"syscall"

	"ravel/core"
)

// reset reports whether err has one of the errnos by which a system tells of a reset: which one depends
// on whether reading or writing met it first.
func reset(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// tcpCloseCases hold the ends of a connection.
func tcpCloseCases() []Case {
	return []Case{
		{"TCP-101", "AbortConnection drops what waits, is told later, and is no orderly end for the peer", []Facet{Outbox, PauseReading, UnreadReset}, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			client.Pause()
			sent := s.Clog(server)
			server.Abort()
			server.note("abort returned")
			client.Resume()
			s.WantEvents("the end comes after the call", server.Log, "made", "abort returned", "lost: aborted")
			s.Until("the client is told", client.Lost)
			s.WantErr("it was cut off", client.Reason, core.ErrConnectionLost)
			s.WantNotErr("not ended", client.Reason, core.ErrConnectionDone)
			s.Want("what waited was dropped", len(client.Received) < len(sent))
			s.WantBytes("and the rest is a beginning", client.Received, sent[:len(client.Received)])
		}},
		{"TCP-102", "an abort of this side is a loss too, but no orderly end", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			server.Abort()
			s.Until("both are told", func() bool { return server.Lost() && client.Lost() })
			s.WantErr("the aborting side", server.Reason, core.ErrConnectionAborted, core.ErrConnectionLost)
			s.WantNotErr("the aborting side", server.Reason, core.ErrConnectionDone)
			s.WantErr("the peer has lost its connection", client.Reason, core.ErrConnectionLost)
			s.WantNotErr("which it has not aborted", client.Reason, core.ErrConnectionAborted)
			s.Want("the system's error is there", reset(client.Reason))
		}},
		{"TCP-103", "AbortConnection inside ConnectionMade", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			server.OnMade = func() { server.Abort(); server.note("abort called") }
			s.Dial(s.Listen(s.Serve(server)).Addr(), client)
			s.WantEvents("the server is told after ConnectionMade has returned", server.Log, "made", "abort called", "lost: aborted")
			s.Until("the client is told", func() bool { return client.Lost() })
			s.WantLog("the client's end is not in order", client.Log, "made", "lost: lost")
		}},
		{"TCP-104", "LoseConnection inside ConnectionMade", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			server.OnMade = func() { server.Write("hello"); server.Lose() }
			s.Dial(s.Listen(s.Serve(server)).Addr(), client)
			s.WantEvents("the greeting is delivered", client.Log, "made", `data "hello"`, "lost: done")
			s.WantEvents("and the end in order", server.Log, "made", "lost: done")
		}},
		{"TCP-105", "AbortConnection inside DataReceived", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			server.OnData = func([]byte) { server.Abort() }
			s.Pair(server, client)
			client.Write("a")
			s.WantEvents("nothing more is told but the end", server.Log, "made", `data "a"`, "lost: aborted")
			s.Until("the client is told", client.Lost)
		}},
		{"TCP-106", "LoseConnection sends everything first, however much", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			sent := pattern(4 << 20)
			server.WriteBytes(sent)
			server.Lose()
			s.Until("both are lost", func() bool { return server.Lost() && client.Lost() })
			s.WantBytes("not a byte is missing", client.Received, sent)
			s.WantLog("and the end is in order", client.Log, "made", "data 4194304 bytes", "lost: done")
			s.WantLog("on both sides", server.Log, "made", "lost: done")
		}},
		{"TCP-107", "LoseConnection waits for a peer that reads slowly", []Facet{Outbox, PauseReading}, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			client.Pause()
			sent := s.Clog(server)
			server.Lose()
			s.Settle()
			s.WantLog("the end waits for what was written", server.Log, "made")
			client.Resume()
			s.Until("both are lost", func() bool { return server.Lost() && client.Lost() })
			s.WantBytes("everything has arrived", client.Received, sent)
			s.WantErr("in order", client.Reason, core.ErrConnectionDone)
		}},
		{"TCP-108", "AbortConnection ends a connection that is losing and cannot", []Facet{Outbox, PauseReading}, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			client.Pause()
			s.Clog(server)
			server.Lose()
			s.Settle()
			server.Abort()
			s.WantEvents("it is the way out", server.Log, "made", "lost: aborted")
			client.Resume()
			s.Until("the client is told", client.Lost)
		}},
		{"TCP-109", "what is written after LoseConnection in the same turn is still sent", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			server.Write("a")
			server.Lose()
			n, err := server.Transport.Write([]byte("b"))
			s.Want("it is taken until what was queued has left", n == 1 && err == nil)
			s.WantEvents("both are delivered", client.Log, "made", `data "ab"`, "lost: done")
		}},
		{"TCP-110", "what arrives after LoseConnection is dropped", []Facet{Outbox, PauseReading}, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			client.Pause()
			s.Clog(server)
			server.Lose()
			client.Write("too late")
			s.Settle()
			client.Resume()
			s.Until("the server is told", server.Lost)
			want(s, "nothing was read any more", len(server.Received), 0)
			s.Until("the client is told", client.Lost)
		}},
		{"TCP-111", "LoseConnection inside DataReceived drops what waits behind", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			server.OnData = func([]byte) { server.Lose() }
			s.Pair(server, client)
			client.Write("a")
			s.Until("the server has read", server.Has(1))
			client.Transport.Write([]byte("b")) // the connection may be gone already
			s.WantEvents("the second is not told", server.Log, "made", `data "a"`, "lost: done")
			s.Until("the client is told", client.Lost)
		}},
		{"TCP-112", "losing twice is losing once", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			server.Lose()
			server.Lose()
			s.WantEvents("one end", server.Log, "made", "lost: done")
			s.WantEvents("at either side", client.Log, "made", "lost: done")
		}},
		{"TCP-113", "aborting twice is aborting once, and losing after it changes nothing", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			server.Abort()
			server.Abort()
			server.Lose()
			s.WantEvents("one end, and it is the abort", server.Log, "made", "lost: aborted")
			s.Until("the client is told", client.Lost)
		}},
		{"TCP-114", "calls inside and after ConnectionLost do nothing", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			useAll := func() {
				n, err := server.Transport.Write([]byte("x"))
				s.Want("Write takes nothing", n == 0 && errors.Is(err, core.ErrNotConnected))
				server.Transport.WriteSequence([][]byte{[]byte("x")})
				server.Lose()
				server.Abort()
			}
			server.OnLost = useAll
			s.Pair(server, client)
			client.Lose()
			s.Until("the server is told", server.Lost)
			useAll()
			s.WantEvents("one end", server.Log, "made", "lost: done")
			s.WantEvents("at either side", client.Log, "made", "lost: done")
		}},
		{"TCP-115", "Closing is true from the first call that ends the connection on", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			s.Want("an open connection is not closing", !server.Transport.Closing() && !client.Transport.Closing())
			server.Lose()
			s.Want("LoseConnection makes it so", server.Transport.Closing())
			s.Until("both are lost", func() bool { return server.Lost() && client.Lost() })
			s.Want("and it stays so", server.Transport.Closing())
			s.Want("as on the side that was lost", client.Transport.Closing())

			server, client = s.End("S2"), s.End("C2")
			s.Pair(server, client)
			server.Abort()
			s.Want("AbortConnection makes it so", server.Transport.Closing())
		}},
		{"TCP-116", "both sides may lose the connection in the same turn", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			server.Lose()
			client.Lose()
			s.WantEvents("for each its own end was in order", server.Log, "made", "lost: done")
			s.WantEvents("for each its own end was in order", client.Log, "made", "lost: done")
		}},
		{"TCP-117", "what the peer sent before its end is told before the end", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			sent := pattern(200_000)
			client.WriteBytes(sent)
			client.Lose()
			s.Until("the server is told", server.Lost)
			s.WantBytes("every byte came first", server.Received, sent)
			s.WantErr("the end was in order", server.Reason, core.ErrConnectionDone)
		}},
		{"TCP-118", "a connection can be lost from a timer and from a posted call", nil, func(s *Script) {
			for _, later := range []func(func()){
				func(f func()) { s.R.CallLater(tick, f) },
				func(f func()) { s.R.Post(f) },
			} {
				server, client := s.End("S"), s.End("C")
				s.Pair(server, client)
				later(client.Lose)
				s.WantEvents("in order", server.Log, "made", "lost: done")
				s.WantEvents("at either side", client.Log, "made", "lost: done")
			}
		}},
		{"TCP-119", "ConnectionLost of one end may end another connection", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			server2, client2 := s.End("S2"), s.End("C2")
			s.Pair(server, client)
			s.Pair(server2, client2)
			server.OnLost = func() { server2.Lose() }
			client.Lose()
			s.WantEvents("the second ends in order", server2.Log, "made", "lost: done")
			s.WantEvents("at either side", client2.Log, "made", "lost: done")
		}},
		{"TCP-120", "a write that meets the peer's reset ends the connection once", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			client.Abort()
			server.Transport.Write(pattern(1 << 20))
			s.Until("both are told", func() bool { return server.Lost() && client.Lost() })
			s.Settle()
			s.WantLog("with a loss", server.Log, "made", "lost: lost")
			s.Want("whose errno is there", reset(server.Reason))
		}},
	}
}
