package reactortest

import (
	"errors"

	"ravel/core"
)

// halfCases hold the end of one direction alone.
func halfCases() []Case {
	needs := []Facet{HalfClose}
	return []Case{
		{"HALF-001", "two that know of half-closing end one direction after the other", needs, func(s *Script) {
			server, client := s.HalfEnd("S"), s.HalfEnd("C")
			server.OnReadLost = func() { server.Write("resp"); server.Lose() }
			s.Pair(server, client)
			client.Write("req")
			client.LoseWrite()
			s.WantEvents("the client sends its end first", client.Log,
				"made", "write lost", `data "resp"`, "read lost", "lost: done")
			s.WantEvents("the server answers after it", server.Log,
				"made", `data "req"`, "read lost", "lost: done")
		}},
		{"HALF-002", "for a protocol that knows nothing of it the peer's end of stream is the end", needs, func(s *Script) {
			server, client := s.End("S"), s.HalfEnd("C")
			s.Pair(server, client)
			client.Write("req")
			client.LoseWrite()
			s.WantEvents("the server's connection is done", server.Log, "made", `data "req"`, "lost: done")
			s.WantEvents("and with it the client's", client.Log, "made", "write lost", "read lost", "lost: done")
		}},
		{"HALF-003", "LoseWriteConnection sends everything first", needs, func(s *Script) {
			server, client := s.HalfEnd("S"), s.HalfEnd("C")
			s.Pair(server, client)
			sent := pattern(4 << 20)
			client.WriteBytes(sent)
			client.LoseWrite()
			s.WantEvents("then the end of stream", server.Log, "made", "data 4194304 bytes", "read lost")
			s.WantBytes("whole", server.Received, sent)
			s.WantLog("and only then is it told", client.Log, "made", "write lost")
		}},
		{"HALF-004", "after LoseWriteConnection nothing can be written", needs, func(s *Script) {
			server, client := s.HalfEnd("S"), s.HalfEnd("C")
			s.Pair(server, client)
			client.LoseWrite()
			for range 2 {
				n, err := client.Transport.Write([]byte("x"))
				s.Want("Write says so", n == 0 && errors.Is(err, core.ErrWriteClosed))
				client.Transport.WriteSequence([][]byte{[]byte("x")})
				s.Settle()
			}
			s.WantLog("and the peer gets nothing", server.Log, "made", "read lost")
		}},
		{"HALF-005", "WriteConnectionLost is never told inside LoseWriteConnection", needs, func(s *Script) {
			l := &Log{}
			server, client := s.HalfEnd("S"), s.HalfEnd("C").In(l)
			s.Pair(server, client)
			client.LoseWrite()
			l.Note("returned")
			s.WantEvents("it comes later", l, "C made", "returned", "C write lost")
		}},
		{"HALF-006", "a direction ends once", needs, func(s *Script) {
			server, client := s.HalfEnd("S"), s.HalfEnd("C")
			s.Pair(server, client)
			client.LoseWrite()
			client.LoseWrite()
			s.Settle()
			client.LoseWrite()
			s.Settle()
			s.WantLog("the client is told once", client.Log, "made", "write lost")
			s.WantLog("the server too", server.Log, "made", "read lost")
		}},
		{"HALF-007", "LoseConnection after the write side is closed is told later, like everywhere", needs, func(s *Script) {
			l := &Log{}
			server, client := s.End("S"), s.HalfEnd("C").In(l)
			client.OnWriteLost = func() { l.Note("lose{"); client.Lose(); l.Note("}lose") }
			s.Pair(server, client)
			client.LoseWrite()
			s.WantEvents("never from inside the call", l, "C made", "C write lost", "lose{", "}lose", "C lost: done")
			s.WantEvents("the server's end is in order", server.Log, "made", "lost: done")
		}},
		{"HALF-008", "after the peer's end of stream writing goes on", needs, func(s *Script) {
			server, client := s.HalfEnd("S"), s.HalfEnd("C")
			s.Pair(server, client)
			client.LoseWrite()
			s.WantEvents("the server knows", server.Log, "made", "read lost")
			sent := pattern(1 << 20)
			server.WriteBytes(sent)
			s.Until("all of it arrives", client.Has(len(sent)))
			s.WantBytes("in order", client.Received, sent)
		}},
		{"HALF-009", "the server may end its direction first", needs, func(s *Script) {
			server, client := s.HalfEnd("S"), s.HalfEnd("C")
			s.Pair(server, client)
			server.Write("greeting")
			server.LoseWrite()
			client.OnReadLost = func() { client.Write("thanks") }
			s.WantEvents("the client reads to the end", client.Log, "made", `data "greeting"`, "read lost")
			s.WantEvents("and answers", server.Log, "made", "write lost", `data "thanks"`)
		}},
		{"HALF-010", "when both directions have ended the connection has, once", needs, func(s *Script) {
			server, client := s.HalfEnd("S"), s.HalfEnd("C")
			s.Pair(server, client)
			client.LoseWrite()
			s.WantEvents("the server is told", server.Log, "made", "read lost")
			server.LoseWrite()
			s.WantEvents("then ends its own", server.Log, "made", "read lost", "write lost", "lost: done")
			s.WantEvents("and the client has both ends", client.Log, "made", "write lost", "read lost", "lost: done")
		}},
		{"HALF-011", "both may end their directions in the same turn", needs, func(s *Script) {
			server, client := s.HalfEnd("S"), s.HalfEnd("C")
			s.Pair(server, client)
			client.LoseWrite()
			server.LoseWrite()
			s.WantEvents("in either order it is done once", server.Log, "made", "write lost", "read lost", "lost: done")
			s.WantEvents("on both sides", client.Log, "made", "write lost", "read lost", "lost: done")
		}},
		{"HALF-012", "a panic in ReadConnectionLost ends the connection", needs, func(s *Script) {
			s.ExpectFailures(1)
			server, client := s.HalfEnd("S"), s.HalfEnd("C")
			server.OnReadLost = func() { panic("read lost") }
			s.Pair(server, client)
			client.LoseWrite()
			s.WantEvents("with that reason", server.Log, "made", "read lost", "lost: panic")
			s.WantEvents("and in order for the peer", client.Log, "made", "write lost", "read lost", "lost: done")
		}},
		{"HALF-013", "a panic in WriteConnectionLost ends the connection", needs, func(s *Script) {
			s.ExpectFailures(1)
			server, client := s.End("S"), s.HalfEnd("C")
			client.OnWriteLost = func() { panic("write lost") }
			s.Pair(server, client)
			client.LoseWrite()
			s.WantEvents("with that reason", client.Log, "made", "write lost", "lost: panic")
			s.WantEvents("and in order for the peer", server.Log, "made", "lost: done")
		}},
		{"HALF-014", "AbortConnection ends a connection that is half closed", needs, func(s *Script) {
			server, client := s.HalfEnd("S"), s.HalfEnd("C")
			s.Pair(server, client)
			client.LoseWrite()
			s.WantEvents("half closed", server.Log, "made", "read lost")
			client.Abort()
			s.WantEvents("aborted", client.Log, "made", "write lost", "lost: aborted")
			for range 2 { // who only writes learns of a reset by writing, and perhaps not of the first
				server.Transport.Write([]byte("x"))
				s.Settle()
			}
			s.Until("the server is told", server.Lost)
		}},
		{"HALF-015", "a protocol that knows nothing of it can still end its direction, and reads on", needs, func(s *Script) {
			server, client := s.HalfEnd("S"), s.End("C")
			server.OnReadLost = func() { server.Write("answer") }
			s.Pair(server, client)
			client.Write("question")
			client.LoseWrite()
			s.WantEvents("it gets the answer", client.Log, "made", `data "answer"`)
			server.Lose()
			s.WantEvents("and the end", client.Log, "made", `data "answer"`, "lost: done")
		}},
		{"HALF-016", "LoseConnection after ReadConnectionLost sends what was written", needs, func(s *Script) {
			server, client := s.HalfEnd("S"), s.HalfEnd("C")
			sent := pattern(4 << 20)
			server.OnReadLost = func() { server.WriteBytes(sent); server.Lose() }
			s.Pair(server, client)
			client.LoseWrite()
			s.Until("both are lost", func() bool { return server.Lost() && client.Lost() })
			s.WantBytes("whole", client.Received, sent)
			s.WantErr("in order", server.Reason, core.ErrConnectionDone)
			s.WantErr("on both sides", client.Reason, core.ErrConnectionDone)
		}},
		{"HALF-017", "LoseConnection while LoseWriteConnection waits sends what was written", []Facet{HalfClose, Outbox, PauseReading}, func(s *Script) {
			server, client := s.HalfEnd("S"), s.End("C")
			s.Pair(server, client)
			client.Pause()
			sent := s.Clog(server)
			server.LoseWrite()
			server.Lose()
			s.Settle()
			s.WantLog("everything waits for the reader", server.Log, "made")
			client.Resume()
			s.Until("both are lost", func() bool { return server.Lost() && client.Lost() })
			s.WantBytes("whole", client.Received, sent)
			s.WantErr("in order", server.Reason, core.ErrConnectionDone)
		}},
		{"HALF-018", "UNIX sockets close by halves too", []Facet{HalfClose, UNIX, Below}, func(s *Script) {
			server, client := s.HalfEnd("S"), s.HalfEnd("C")
			server.OnReadLost = func() { server.Write("resp"); server.Lose() }
			s.PairUNIX(server, client)
			client.Write("req")
			client.LoseWrite()
			s.WantEvents("the client", client.Log, "made", "write lost", `data "resp"`, "read lost", "lost: done")
			s.WantEvents("the server", server.Log, "made", `data "req"`, "read lost", "lost: done")
		}},
		{"HALF-019", "LoseWriteConnection after LoseConnection changes nothing", needs, func(s *Script) {
			server, client := s.End("S"), s.HalfEnd("C")
			s.Pair(server, client)
			client.Write("x")
			client.Lose()
			client.LoseWrite()
			s.WantEvents("the end is in order", client.Log, "made", "lost: done")
			s.WantEvents("and what was written arrives", server.Log, "made", `data "x"`, "lost: done")
		}},
		{"HALF-020", "LoseWriteConnection in ConnectionMade after a greeting", needs, func(s *Script) {
			server, client := s.HalfEnd("S"), s.HalfEnd("C")
			server.OnMade = func() { server.Write("hi"); server.LoseWrite() }
			s.Dial(s.Listen(s.Serve(server)).Addr(), client)
			s.WantEvents("the greeting, then the end of stream", client.Log, "made", `data "hi"`, "read lost")
			s.WantEvents("told after ConnectionMade", server.Log, "made", "write lost")
		}},
		{"HALF-021", "who cannot send the rest any more does not end its stream as if it had", []Facet{HalfClose, Outbox, PauseReading, UnreadReset}, func(s *Script) {
			server, client := s.End("S"), s.HalfEnd("C")
			s.Pair(server, client)
			client.Pause()
			sent := s.Clog(server)
			client.LoseWrite() // which ends the connection of a server that knows nothing of it
			s.WantEvents("the server's connection is over", server.Log, "made", "lost: done")
			client.Resume()
			s.Until("the client is told", client.Lost)
			s.Want("it has not got everything", len(client.Received) < len(sent))
			want(s, "and no end of stream that says it had", client.Count("read lost"), 0)
			s.WantErr("but a loss", client.Reason, core.ErrConnectionLost)
		}},
	}
}
