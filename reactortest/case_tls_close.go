package reactortest

import (
	"errors"

	"ravel/core"
)

// tlsCloseCases hold the ends of connections over TLS, and their producers.
func tlsCloseCases() []Case {
	needs := []Facet{TLS}
	return []Case{
		{"TLS-101", "LoseConnection waits for a registered producer", needs, func(s *Script) {
			p := s.secured(s.End("S"), s.End("C"))
			p.connect()
			producer := &push{Log: &Log{}, name: "push"}
			s.WantNil("it is registered", p.client.Consumer().RegisterPush(producer))
			p.client.Write("a")
			p.client.Lose()
			s.Until("what was written arrives", p.server.Has(1))
			s.Settle()
			s.Want("but not the end", !p.client.Lost() && !p.server.Lost())
			p.client.Write("b")
			p.client.Consumer().UnregisterProducer()
			p.wantBothLost()
			s.WantLog("it comes behind what the producer made", p.server.Log, "made", "secure", `data "ab"`, "lost: done")
			s.WantLog("in order", p.client.Log, "made", "secure", "lost: done")
			s.WantLog("and nobody asked the producer for anything", producer.Log)
		}},
		{"TLS-102", "AbortConnection is a loss to the peer", needs, func(s *Script) {
			p := s.secured(s.End("S"), s.End("C"))
			p.connect()
			p.client.Abort()
			p.wantBothLost()
			s.WantErr("on this side it was asked for", p.client.Reason, core.ErrConnectionAborted)
			s.WantErr("on the other not", p.server.Reason, core.ErrConnectionLost)
			s.WantNotErr("nor was it in order", p.server.Reason, core.ErrConnectionDone)
		}},
		{"TLS-103", "one direction ends by close_notify, and the other lives on", needs, func(s *Script) {
			p := s.secured(s.HalfEnd("S"), s.HalfEnd("C"))
			p.server.OnReadLost = func() { p.server.Write("resp"); p.server.Lose() }
			p.connect()
			p.client.Write("req")
			p.client.LoseWrite()
			n, err := p.client.Transport.Write([]byte("x"))
			s.Want("nothing can be written any more", n == 0 && errors.Is(err, core.ErrWriteClosed))
			p.wantBothLost()
			s.WantLog("the client sends its end first", p.client.Log,
				"made", "secure", "write lost", `data "resp"`, "read lost", "lost: done")
			s.WantLog("the server answers after it", p.server.Log,
				"made", "secure", `data "req"`, "read lost", "lost: done")
		}},
		{"TLS-104", "for a protocol that knows nothing of half-closing the peer's close_notify is the end", needs, func(s *Script) {
			p := s.secured(s.End("S"), s.HalfEnd("C"))
			p.connect()
			p.client.Write("req")
			p.client.LoseWrite()
			p.wantBothLost()
			s.WantLog("the server's connection is done", p.server.Log, "made", "secure", `data "req"`, "lost: done")
			s.WantErr("and with it the client's", p.client.Reason, core.ErrConnectionDone)
		}},
		{"TLS-105", "both sides may lose the connection at once, with much under way", needs, func(s *Script) {
			p := s.secured(s.End("S"), s.End("C"))
			p.connect()
			p.client.WriteBytes(pattern(8 << 20))
			p.server.WriteBytes(pattern(8 << 20))
			p.client.Lose()
			p.server.Lose()
			p.wantBothLost()
			s.WantErr("in order here", p.client.Reason, core.ErrConnectionDone)
			s.WantErr("and there", p.server.Reason, core.ErrConnectionDone)
		}},
		{"TLS-106", "what arrives after LoseConnection is dropped", needs, func(s *Script) {
			p := s.secured(s.End("S"), s.End("C"))
			p.server.OnData = func([]byte) { p.server.Lose() }
			p.connect()
			p.client.Write("a")
			s.Until("the server has read", p.server.Has(1))
			p.client.Transport.Write([]byte("b"))
			p.wantBothLost()
			s.WantLog("the second is not told", p.server.Log, "made", "secure", `data "a"`, "lost: done")
		}},
		{"TLS-107", "while reading is paused nothing arrives, and everything when it is resumed", append([]Facet{PauseReading}, needs...), func(s *Script) {
			p := s.secured(s.End("S"), s.End("C"))
			p.server.OnMade = func() { p.server.Pause() }
			p.connect()
			sent := pattern(300_000)
			p.client.WriteBytes(sent)
			s.Settle()
			want(s, "the handshake went on, but no byte came", len(p.server.Received), 0)
			p.server.Resume()
			once := false
			p.server.OnData = func([]byte) {
				if !once {
					once = true
					p.server.Pause()
				}
			}
			s.Until("the first piece comes", func() bool { return once })
			s.Settle()
			got := len(p.server.Received)
			s.Want("and then no more", got < len(sent))
			p.server.Resume()
			s.Until("the rest comes", p.server.Has(len(sent)))
			s.WantBytes("in order", p.server.Received, sent)
		}},
		{"TLS-108", "a push producer is paused when the peer reads slowly, and resumed when all has left", append([]Facet{PauseReading, Outbox, Producers}, needs...), func(s *Script) {
			p := s.secured(s.End("S"), s.End("C"))
			p.connect()
			p.server.Pause()
			producer := &push{Log: &Log{}, name: "push"}
			s.WantNil("it is registered", p.client.Consumer().RegisterPush(producer))
			sent := s.Clog(p.client)
			asked := func(more int) bool { return producer.Count("push pause") == producer.Count("push resume")+more }
			s.Want("it is asked to pause, and to go on only while the system still took something", asked(1))
			s.Want("what waits is counted as it was written", p.client.Waiting() <= len(sent))
			p.server.Resume()
			s.Until("it is asked to go on", func() bool { return asked(0) })
			want(s, "when nothing waits", p.client.Waiting(), 0)
			p.client.Consumer().UnregisterProducer()
			p.client.Lose()
			p.wantBothLost()
			s.WantBytes("everything arrived", p.server.Received, sent)
		}},
		{"TLS-109", "a pull producer is asked for a piece at a time", append([]Facet{Producers}, needs...), func(s *Script) {
			p := s.secured(s.End("S"), s.End("C"))
			left := 5
			producer := &pull{Log: &Log{}, name: "pull"}
			producer.onResume = func() {
				if left--; left >= 0 {
					p.client.Write("x")
					return
				}
				p.client.Consumer().UnregisterProducer()
				p.client.Lose()
			}
			p.client.OnMade = func() { s.WantNil("it is registered", p.client.Consumer().RegisterPull(producer)) }
			p.begin()
			p.wantBothLost()
			s.WantLog("all arrives", p.server.Log, "made", "secure", `data "xxxxx"`, "lost: done")
			want(s, "it was asked once more than it had pieces", len(producer.Events()), 6)
		}},
		{"TLS-110", "a producer is stopped before the loss", append([]Facet{Producers}, needs...), func(s *Script) {
			p := s.secured(s.End("S"), s.End("C"))
			l := &Log{}
			p.client.In(l)
			p.client.OnMade = func() {
				s.WantNil("it is registered", p.client.Consumer().RegisterPush(&push{Log: l, name: "push"}))
			}
			p.begin()
			s.Until("the server is secure", func() bool { return p.server.Count("secure") > 0 })
			p.server.Abort()
			p.wantBothLost()
			s.WantLog("in that order", l, "C made", "C secure", "push stop", "C lost: lost")
		}},
		{"TLS-111", "LoseConnection before the handshake, with nothing written, aborts", needs, func(s *Script) {
			p := s.secured(s.End("S"), s.End("C"))
			p.client.OnMade = func() { p.client.Lose() }
			p.begin()
			p.wantBothLost()
			s.WantLog("there is nobody to close with", p.client.Log, "made", "lost: aborted")
			s.WantLog("and nobody came", p.server.Log, "made", "lost: lost")
		}},
		{"TLS-112", "a server may end its direction first, and still read all that comes", needs, func(s *Script) {
			p := s.secured(s.HalfEnd("S"), s.HalfEnd("C"))
			sent := pattern(300_000)
			p.client.OnReadLost = func() {
				p.client.WriteBytes(sent)
				p.client.LoseWrite()
			}
			p.connect()
			p.server.Write("resp")
			p.server.LoseWrite()
			p.wantBothLost()
			s.WantBytes("what was written behind the server's end has arrived", p.server.Received, sent)
			s.WantLog("the server hears of its own end, then of the client's", p.server.Log,
				"made", "secure", "write lost", "data 300000 bytes", "read lost", "lost: done")
			want(s, "and the client read to the end", string(p.client.Received), "resp")
			s.WantErr("in order", p.client.Reason, core.ErrConnectionDone)
		}},
		{"TLS-113", "both may end their directions at the same time", needs, func(s *Script) {
			p := s.secured(s.HalfEnd("S"), s.HalfEnd("C"))
			p.connect()
			for _, e := range []*End{p.server, p.client} {
				e.Write("last words")
				e.LoseWrite()
			}
			p.wantBothLost()
			for _, e := range []*End{p.server, p.client} {
				want(s, "the words arrived at "+e.Name, string(e.Received), "last words")
				s.WantErr("in order", e.Reason, core.ErrConnectionDone)
			}
		}},
	}
}
