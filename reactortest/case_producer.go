package reactortest

import (
	"bytes"
	"slices"

	"ravel/core"
)

// producerCases hold core.Consumer.
func producerCases() []Case {
	needs := []Facet{Producers}
	slow := []Facet{Producers, Outbox, PauseReading}
	return []Case{
		{"PROD-001", "a push producer is paused above the high-water mark, not at it, once, and resumed when nothing waits", slow, func(s *Script) {
			l := &Log{}
			server, client := s.clogged(core.ConnConfig{HighWater: clogged + 4*clogPiece})
			p := &push{Log: l, name: "P"}
			s.WantNil("it is registered", server.Consumer().RegisterPush(p))
			top := clogged + 4*clogPiece
			server.WriteBytes(make([]byte, top-server.Waiting()))
			s.WantLog("at the mark it goes on", l)
			server.WriteBytes([]byte{1})
			s.WantLog("above it pauses", l, "P pause")
			server.WriteBytes(make([]byte, 10))
			s.WantLog("and is not asked again", l, "P pause")
			client.Resume()
			s.Until("it is resumed", func() bool { return l.Count("P resume") > 0 })
			s.WantLog("once", l, "P pause", "P resume")
			want(s, "when nothing waits", server.Waiting(), 0)
			server.Consumer().UnregisterProducer()
		}},
		{"PROD-002", "the default high-water mark is 64 KiB", slow, func(s *Script) {
			l := &Log{}
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			p := &push{Log: l, name: "P"}
			s.WantNil("it is registered", server.Consumer().RegisterPush(p))
			client.Pause()
			piece := make([]byte, 1<<10)
			for range 64 << 10 {
				before := server.Waiting()
				server.WriteBytes(piece)
				if server.Waiting() > core.HighWater {
					break
				}
				s.WantLog("below the mark it produces", l)
				if before >= core.HighWater/2 && before%(8<<10) == 0 {
					s.Settle()
				}
			}
			s.WantLog("above it pauses", l, "P pause")
			client.Resume()
			s.Until("it is resumed", func() bool { return l.Count("P resume") > 0 })
			server.Consumer().UnregisterProducer()
		}},
		{"PROD-003", "LoseConnection waits for a push producer to be unregistered", needs, func(s *Script) {
			l := &Log{}
			server, client := s.End("S").In(l), s.End("C")
			s.Pair(server, client)
			s.WantNil("it is registered", server.Consumer().RegisterPush(&push{Log: l, name: "P"}))
			server.Write("a")
			server.Lose()
			s.WantEvents("what was written arrives", client.Log, "made", `data "a"`)
			s.WantLog("the producer is not stopped", l, "S made")
			server.Write("b")
			s.WantEvents("what it writes now arrives", client.Log, "made", `data "ab"`)
			server.Consumer().UnregisterProducer()
			s.WantEvents("and the end when it is done", client.Log, "made", `data "ab"`, "lost: done")
			s.WantEvents("on both sides", l, "S made", "S lost: done")
		}},
		{"PROD-004", "LoseConnection waits for a pull producer to be unregistered", needs, func(s *Script) {
			l := &Log{}
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			rest := []string{"a", "b", "c"}
			p := &pull{Log: l, name: "P"}
			p.onResume = func() {
				if len(rest) == 0 {
					server.Consumer().UnregisterProducer()
					return
				}
				server.Write(rest[0])
				rest = rest[1:]
			}
			s.WantNil("it is registered", server.Consumer().RegisterPull(p))
			server.Lose()
			s.WantEvents("it is asked until it is done", client.Log, "made", `data "abc"`, "lost: done")
			s.WantLog("four times", l, "P resume", "P resume", "P resume", "P resume")
			s.WantEvents("then the end", server.Log, "made", "lost: done")
		}},
		{"PROD-005", "AbortConnection is the way out of waiting for a producer", needs, func(s *Script) {
			l := &Log{}
			server, client := s.End("S").In(l), s.End("C")
			s.Pair(server, client)
			s.WantNil("it is registered", server.Consumer().RegisterPush(&push{Log: l, name: "P"}))
			server.Lose()
			s.Settle()
			server.Abort()
			s.WantEvents("the producer is stopped first", l, "S made", "P stop", "S lost: aborted")
			s.Until("the client is told", client.Lost)
		}},
		{"PROD-006", "a producer is stopped before ConnectionLost", needs, func(s *Script) {
			l := &Log{}
			server, client := s.End("S").In(l), s.End("C")
			s.Pair(server, client)
			s.WantNil("it is registered", server.Consumer().RegisterPush(&push{Log: l, name: "P"}))
			client.Lose()
			s.WantEvents("nobody will take anything more", l, "S made", "P stop", "S lost: done")
		}},
		{"PROD-007", "a producer that is registered after the loss is stopped at once", needs, func(s *Script) {
			l := &Log{}
			server, client := s.End("S").In(l), s.End("C")
			server.OnLost = func() { server.Consumer().RegisterPush(&push{Log: l, name: "push"}) }
			s.Pair(server, client)
			client.Lose()
			s.WantEvents("inside ConnectionLost", l, "S made", "S lost: done", "push stop")
			server.Consumer().RegisterPull(&pull{Log: l, name: "pull"})
			s.WantLog("and after it", l, "S made", "S lost: done", "push stop", "pull stop")
		}},
		{"PROD-008", "a second producer is refused and changes nothing", needs, func(s *Script) {
			l := &Log{}
			server, client := s.End("S").In(l), s.End("C")
			s.Pair(server, client)
			s.WantNil("the first is registered", server.Consumer().RegisterPush(&push{Log: l, name: "first"}))
			s.WantErr("a push producer", server.Consumer().RegisterPush(&push{Log: l, name: "second"}), core.ErrProducerRegistered)
			s.WantErr("a pull producer", server.Consumer().RegisterPull(&pull{Log: l, name: "third"}), core.ErrProducerRegistered)
			client.Lose()
			s.WantEvents("only the first is ever called", l, "S made", "first stop", "S lost: done")
		}},
		{"PROD-009", "a pull producer is asked inside its registration, and then whenever nothing waits", needs, func(s *Script) {
			l := &Log{}
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			p := &pull{Log: l, name: "P"}
			sent := pattern(1 << 20)
			pieces := slices.Collect(slices.Chunk(sent, 16<<10))
			p.onResume = func() {
				server.WriteBytes(pieces[0])
				if pieces = pieces[1:]; len(pieces) == 0 {
					server.Consumer().UnregisterProducer()
				}
			}
			s.WantNil("it is registered", server.Consumer().RegisterPull(p))
			s.WantLog("asked before RegisterPull has returned", l, "P resume")
			s.Until("all has arrived", client.Has(len(sent)))
			s.WantBytes("in order", client.Received, sent)
			want(s, "one piece for each time it was asked", l.Count("P resume"), 64)
		}},
		{"PROD-010", "a pull producer is not asked while something waits", slow, func(s *Script) {
			l := &Log{}
			server, client := s.clogged(core.ConnConfig{})
			p := &pull{Log: l, name: "P"}
			p.onResume = func() { server.Write("x") }
			s.WantNil("it is registered", server.Consumer().RegisterPull(p))
			s.Settle()
			s.WantLog("only inside its registration", l, "P resume")
			client.Resume()
			s.Until("it is asked again", func() bool { return l.Count("P resume") > 1 })
			server.Consumer().UnregisterProducer()
		}},
		{"PROD-011", "registering a push producer calls nobody, also where much waits", slow, func(s *Script) {
			l := &Log{}
			server, client := s.clogged(core.ConnConfig{})
			s.WantNil("it is registered", server.Consumer().RegisterPush(&push{Log: l, name: "P"}))
			s.WantLog("nobody is called", l)
			server.WriteBytes([]byte{1})
			s.WantLog("the next write tells it", l, "P pause")
			client.Resume()
			s.Until("it is resumed", func() bool { return l.Count("P resume") == 1 })
			server.Consumer().UnregisterProducer()
		}},
		{"PROD-012", "unregistering where nobody is registered does nothing", needs, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			server.Consumer().UnregisterProducer()
			server.Write("still here")
			s.WantEvents("the connection goes on", client.Log, "made", `data "still here"`)
		}},
		{"PROD-013", "a producer that was unregistered is not called any more", slow, func(s *Script) {
			l := &Log{}
			server, client := s.clogged(core.ConnConfig{})
			s.WantNil("it is registered", server.Consumer().RegisterPush(&push{Log: l, name: "P"}))
			server.WriteBytes([]byte{1})
			server.Consumer().UnregisterProducer()
			client.Resume()
			s.Until("everything has left", func() bool { return server.Waiting() == 0 })
			server.Lose()
			s.Until("the end is told", server.Lost)
			s.WantLog("neither resumed nor stopped", l, "P pause")
		}},
		{"PROD-014", "after one producer another can be registered", needs, func(s *Script) {
			l := &Log{}
			server, client := s.End("S").In(l), s.End("C")
			s.Pair(server, client)
			s.WantNil("the first", server.Consumer().RegisterPush(&push{Log: l, name: "first"}))
			server.Consumer().UnregisterProducer()
			s.WantNil("the second", server.Consumer().RegisterPush(&push{Log: l, name: "second"}))
			client.Lose()
			s.WantEvents("the second is the one", l, "S made", "second stop", "S lost: done")
		}},
		{"PROD-015", "a panic in PauseProducing ends the connection", slow, func(s *Script) {
			s.ExpectFailures(1)
			server, client := s.clogged(core.ConnConfig{})
			l := &Log{}
			p := &push{Log: l, name: "P", onPause: func() { panic("pause") }}
			s.WantNil("it is registered", server.Consumer().RegisterPush(p))
			server.Transport.Write([]byte{1})
			s.WantEvents("with that reason", server.Log, "made", "lost: panic")
			client.Resume()
			s.Until("the client is told", client.Lost)
		}},
		{"PROD-016", "a panic in a pull producer's ResumeProducing ends the connection", needs, func(s *Script) {
			s.ExpectFailures(1)
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			p := &pull{Log: &Log{}, name: "P", onResume: func() { panic("resume") }}
			server.Consumer().RegisterPull(p)
			s.WantEvents("with that reason", server.Log, "made", "lost: panic")
			s.WantEvents("in order for the peer", client.Log, "made", "lost: done")
		}},
		{"PROD-017", "a panic in StopProducing is logged, and ConnectionLost is told all the same", needs, func(s *Script) {
			s.ExpectFailures(1)
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			p := &push{Log: &Log{}, name: "P", onStop: func() { panic("stop") }}
			s.WantNil("it is registered", server.Consumer().RegisterPush(p))
			client.Lose()
			s.WantEvents("with the reason that there was", server.Log, "made", "lost: done")
		}},
		{"PROD-018", "a push producer that heeds its pauses keeps what waits bounded, and all arrives", slow, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.PairWith(server, client, core.ConnConfig{HighWater: 32 << 10})
			const piece, pieces = 8 << 10, 1024
			sent := bytes.Repeat(pattern(piece), pieces)
			produced, most := 0, 0
			produce := func(p *push) {
				for produced < pieces && len(p.events)%2 == 0 { // an even number of events: not paused
					server.WriteBytes(sent[produced*piece : (produced+1)*piece])
					produced++
					most = max(most, server.Waiting())
				}
				if produced == pieces {
					server.Consumer().UnregisterProducer()
				}
			}
			p := &push{Log: &Log{}, name: "P"}
			p.onResume = func() { produce(p) }
			s.WantNil("it is registered", server.Consumer().RegisterPush(p))
			client.Pause()
			produce(p)
			s.Settle()
			client.Resume()
			s.Until("all has arrived", client.Has(len(sent)))
			s.WantBytes("in order", client.Received, sent)
			s.Want("never more than a piece above the mark waited", most <= 32<<10+piece)
		}},
		{"PROD-019", "a producer is stopped when the reactor is", needs, func(s *Script) {
			l := &Log{}
			server, client := s.End("S").In(l), s.End("C")
			server.OnMade = func() {
				server.Consumer().RegisterPush(&push{Log: l, name: "P"})
				s.Stop()
			}
			s.RunWith(func() { s.Dial(s.Listen(s.Serve(server)).Addr(), client) })
			s.WantLog("before the loss is told", l, "S made", "P stop", "S lost: lost")
		}},
		{"PROD-020", "a transport that reads can be held back by who writes its bytes on", []Facet{Producers, PauseReading, Outbox}, func(s *Script) {
			// A proxy in miniature: what arrives at the middle is written to a sink that does not read.
			source, middle := s.End("source"), s.End("middle")
			out, sink := s.End("out"), s.End("sink")
			s.Pair(middle, source)
			s.Pair(out, sink)
			p := &push{Log: &Log{}, name: "P"}
			p.onPause, p.onResume = middle.Pause, middle.Resume
			s.WantNil("the middle is the producer", out.Consumer().RegisterPush(p))
			middle.OnData = func(d []byte) { out.WriteBytes(d) }
			sink.Pause()
			sent := s.Clog(source)
			s.Want("what waits at the middle is bounded", out.Waiting() < clogged+core.HighWater)
			sink.Resume()
			s.Until("all has arrived", sink.Has(len(sent)))
			s.WantBytes("in order", sink.Received, sent)
			out.Consumer().UnregisterProducer()
		}},
	}
}

// clogged is a connection whose client does not read and at whose server much waits.
func (s *Script) clogged(c core.ConnConfig) (server, client *End) {
	s.Helper()
	server, client = s.End("S"), s.End("C")
	s.PairWith(server, client, c)
	client.Pause()
	s.Clog(server)
	return server, client
}
