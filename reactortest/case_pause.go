package reactortest

import (
	"ravel/core"
)

// pauseCases hold PauseReading and ResumeReading.
func pauseCases() []Case {
	needs := []Facet{PauseReading}
	half := []Facet{PauseReading, HalfClose}
	return []Case{
		{"PAUSE-001", "while reading is paused nothing is told, and afterwards all of it", needs, func(s *Script) {
			server, client := s.paused()
			client.Write("abc")
			s.Settle()
			client.Write("def")
			s.Settle()
			s.WantLog("nothing is told", server.Log, "made")
			server.Resume()
			s.WantEvents("then everything in order", server.Log, "made", `data "abcdef"`)
		}},
		{"PAUSE-002", "pausing inside DataReceived makes that call the last", needs, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			server.OnData = func([]byte) { server.Pause() }
			s.Pair(server, client)
			sent := pattern(1 << 20)
			client.WriteBytes(sent)
			for len(server.Received) < len(sent) {
				had := len(server.Received)
				s.Until("a piece arrives", func() bool { return len(server.Received) > had })
				had = len(server.Received)
				s.Settle()
				want(s, "and no other until it resumes", len(server.Received), had)
				server.Resume()
			}
			s.WantBytes("in order", server.Received, sent)
		}},
		{"PAUSE-003", "ResumeReading tells nothing before it returns", needs, func(s *Script) {
			l := &Log{}
			server, client := s.End("S").In(l), s.End("C")
			s.Pair(server, client)
			server.Pause()
			client.Write("abc")
			s.Settle()
			server.Resume()
			l.Note("returned")
			s.WantEvents("bytes come later", l, "S made", "returned", `S data "abc"`)
		}},
		{"PAUSE-004", "pausing twice is pausing once", needs, func(s *Script) {
			server, client := s.paused()
			server.Pause()
			client.Write("abc")
			s.Settle()
			server.Resume()
			s.WantEvents("one resume is enough", server.Log, "made", `data "abc"`)
			server.Resume()
			client.Write("d")
			s.WantEvents("and one more is harmless", server.Log, "made", `data "abcd"`)
		}},
		{"PAUSE-005", "paused in ConnectionMade nothing is read from the beginning", needs, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			server.OnMade = server.Pause
			client.OnMade = func() { client.Write("early") }
			s.Pair(server, client)
			s.Settle()
			s.WantLog("not even what was there", server.Log, "made")
			server.Resume()
			s.WantEvents("until it resumes", server.Log, "made", `data "early"`)
		}},
		{"PAUSE-006", "a connection that is paused still writes", needs, func(s *Script) {
			server, client := s.paused()
			server.Write("one way")
			s.WantEvents("only reading is held back", client.Log, "made", `data "one way"`)
		}},
		{"PAUSE-007", "a reset is noticed at once, also while reading is paused", needs, func(s *Script) {
			server, client := s.paused()
			s.Settle()
			client.Abort()
			s.WantEvents("no resume is needed", server.Log, "made", "lost: lost")
		}},
		{"PAUSE-008", "a reset behind unread bytes is noticed too; the bytes are dropped", needs, func(s *Script) {
			server, client := s.paused()
			client.Write("never read")
			s.Settle()
			client.Abort()
			s.WantEvents("as no byte may be told", server.Log, "made", "lost: lost")
		}},
		{"PAUSE-009", "also behind more unread bytes than anybody reads ahead", []Facet{PauseReading, Outbox, UnreadReset}, func(s *Script) {
			server, client := s.clogged(core.ConnConfig{})
			s.Settle()
			server.Abort()
			s.Until("no resume is needed", client.Lost)
			s.WantLog("and no byte is told", client.Log, "made", "lost: lost")
		}},
		{"PAUSE-010", "the peer's end is noticed at once if no unread byte stands before it", needs, func(s *Script) {
			server, client := s.paused()
			s.Settle()
			client.Lose()
			s.WantEvents("a pause would otherwise leave it for ever", server.Log, "made", "lost: done")
		}},
		{"PAUSE-011", "behind unread bytes the end waits for them", needs, func(s *Script) {
			server, client := s.paused()
			client.Write("last words")
			s.Settle()
			client.Lose()
			s.WantEvents("the client has done its part", client.Log, "made", "lost: done")
			s.WantLog("nothing is told", server.Log, "made")
			server.Resume()
			s.WantEvents("first the bytes", server.Log, "made", `data "last words"`, "lost: done")
		}},
		{"PAUSE-012", "behind more unread bytes than anybody reads ahead the end waits as well", needs, func(s *Script) {
			server, client := s.paused()
			sent := pattern(1 << 20)
			client.WriteBytes(sent)
			client.Lose()
			s.Settle()
			s.WantLog("nothing is told", server.Log, "made")
			server.Resume()
			s.Until("the end is told", server.Lost)
			s.WantBytes("after every byte", server.Received, sent)
			s.WantErr("in order", server.Reason, core.ErrConnectionDone)
		}},
		{"PAUSE-013", "who pauses in each call still gets everything and then the end", needs, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			server.OnData = func([]byte) {
				server.Pause()
				s.R.CallLater(0, func() {
					if !server.Transport.Closing() {
						server.Resume()
					}
				})
			}
			s.Pair(server, client)
			sent := pattern(1 << 20)
			client.WriteBytes(sent)
			client.Lose()
			s.Until("the end is told", server.Lost)
			s.WantBytes("after every byte", server.Received, sent)
		}},
		{"PAUSE-014", "a connection that is paused can be lost in order", needs, func(s *Script) {
			server, client := s.paused()
			server.Write("bye")
			server.Lose()
			s.WantEvents("what was written leaves", client.Log, "made", `data "bye"`, "lost: done")
			s.WantEvents("and the end is told", server.Log, "made", "lost: done")
		}},
		{"PAUSE-015", "resuming a connection that is closing does nothing", needs, func(s *Script) {
			server, client := s.paused()
			server.Lose()
			server.Resume()
			s.WantEvents("the end is told once", server.Log, "made", "lost: done")
			server.Resume()
			server.Pause()
			s.Settle()
			s.WantLog("and nothing after it", server.Log, "made", "lost: done")
			s.Until("the client is told", client.Lost)
		}},
		{"PAUSE-016", "who does not read holds back who writes", []Facet{PauseReading, Outbox}, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			client.Pause()
			sent := s.Clog(server)
			waiting := server.Waiting()
			s.Settle()
			want(s, "nothing moves", server.Waiting(), waiting)
			want(s, "nothing is read", len(client.Received), 0)
			client.Resume()
			s.Until("all has arrived", client.Has(len(sent)))
			s.WantBytes("in order", client.Received, sent)
		}},
		{"PAUSE-017", "the peer's half-close is told at once if no unread byte stands before it", half, func(s *Script) {
			server, client := s.HalfEnd("S"), s.HalfEnd("C")
			s.Pair(server, client)
			server.Pause()
			s.Settle()
			client.LoseWrite()
			s.WantEvents("also while reading is paused", server.Log, "made", "read lost")
		}},
		{"PAUSE-018", "behind unread bytes the half-close waits for them", half, func(s *Script) {
			server, client := s.HalfEnd("S"), s.HalfEnd("C")
			s.Pair(server, client)
			server.Pause()
			client.Write("last words")
			client.LoseWrite()
			s.Settle()
			s.WantLog("nothing is told", server.Log, "made")
			server.Resume()
			s.WantEvents("first the bytes", server.Log, "made", `data "last words"`, "read lost")
		}},
		{"PAUSE-019", "a pause does not hold back a half-close of one's own", half, func(s *Script) {
			server, client := s.HalfEnd("S"), s.HalfEnd("C")
			s.Pair(server, client)
			server.Pause()
			server.Write("x")
			server.LoseWrite()
			s.WantEvents("the peer gets it", client.Log, "made", `data "x"`, "read lost")
			s.WantEvents("and it is told", server.Log, "made", "write lost")
		}},
		{"PAUSE-020", "what is answered to bytes that were held back leaves before the end behind them counts", half, func(s *Script) {
			server, client := s.End("S"), s.HalfEnd("C")
			server.OnData = func([]byte) { server.Write("answer") }
			s.Pair(server, client)
			server.Pause()
			client.Write("question")
			client.LoseWrite()
			s.Settle()
			server.Resume()
			s.WantEvents("as without a pause", client.Log, "made", "write lost", `data "answer"`, "read lost", "lost: done")
			s.WantLog("the end comes after it", server.Log, "made", `data "question"`, "lost: done")
		}},
	}
}

// paused is a pair over TCP whose server does not read.
func (s *Script) paused() (server, client *End) {
	s.Helper()
	server, client = s.End("S"), s.End("C")
	s.Pair(server, client)
	server.Pause()
	return server, client
}
