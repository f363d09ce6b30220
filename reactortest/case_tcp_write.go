package reactortest

import (
	"bytes"
	"errors"
	"slices"

	"ravel/core"
)

// tcpWriteCases hold Write and what waits to be sent.
func tcpWriteCases() []Case {
	return []Case{
		{"TCP-201", "an empty write is nothing", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			n, err := client.Transport.Write(nil)
			s.Want("it is taken", n == 0 && err == nil)
			client.Transport.WriteSequence(nil)
			client.Transport.WriteSequence([][]byte{nil, {}})
			s.Settle()
			s.WantLog("and the peer hears nothing", server.Log, "made")
		}},
		{"TCP-202", "WriteSequence is Write of each in turn", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			client.Write("1")
			client.Transport.WriteSequence([][]byte{[]byte("2"), nil, []byte("34")})
			client.Write("5")
			s.WantEvents("in order", server.Log, "made", `data "12345"`)
		}},
		{"TCP-203", "WriteSequence of large and small slices loses nothing", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			sent := pattern(3_000_000)
			var pieces [][]byte
			for at, n := 0, 1; at < len(sent); n = n*3 + 1 {
				end := min(at+n, len(sent))
				pieces = append(pieces, sent[at:end])
				at = end
			}
			client.Transport.WriteSequence(pieces)
			s.Until("all has arrived", server.Has(len(sent)))
			s.WantBytes("in order", server.Received, sent)
		}},
		{"TCP-204", "a sequence of many slices is sent whole", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			sent := pattern(500_000)
			client.Transport.WriteSequence(slices.Collect(slices.Chunk(sent, 100)))
			s.Until("all has arrived", server.Has(len(sent)))
			s.WantBytes("5,000 slices in order", server.Received, sent)
		}},
		{"TCP-205", "writes of every size keep their order", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			sizes := []int{1, 100_000, 1, 16 << 10, 5, 16<<10 - 1, 16<<10 + 1, 300_000, 3, 64 << 10, 1}
			total := 0
			for _, n := range sizes {
				total += n
			}
			sent := pattern(total)
			rest := sent
			for _, n := range sizes {
				client.WriteBytes(rest[:n])
				rest = rest[n:]
			}
			s.Until("all has arrived", server.Has(total))
			s.WantBytes("small ones that waited came before large ones", server.Received, sent)
		}},
		{"TCP-206", "what was written is the caller's again when Write returns", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			for _, n := range []int{8, 200_000} {
				sent := pattern(n)
				mine := bytes.Clone(sent)
				had := len(server.Received)
				client.WriteBytes(mine)
				clear(mine)
				s.Until("all has arrived", server.Has(had+n))
				s.WantBytes("as it was when it was written", server.Received[had:], sent)
			}
		}},
		{"TCP-207", "a byte a turn arrives in order", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			sent := pattern(300)
			for i := range sent {
				client.WriteBytes(sent[i : i+1])
				s.Turn()
			}
			s.Until("all has arrived", server.Has(len(sent)))
			s.WantBytes("in order", server.Received, sent)
		}},
		{"TCP-208", "Buffered tells what has been written and not left", []Facet{Outbox}, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			want(s, "nothing at first", client.Waiting(), 0)
			client.Write("abc")
			want(s, "three bytes until the turn's end", client.Waiting(), 3)
			s.Until("they arrive", server.Has(3))
			want(s, "nothing any more", client.Waiting(), 0)
		}},
		{"TCP-209", "what a slow reader leaves waiting is told and then arrives", []Facet{Outbox, PauseReading}, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			client.Pause()
			sent := s.Clog(server)
			s.Want("much waits", server.Waiting() >= clogged)
			client.Resume()
			s.Until("all has arrived", client.Has(len(sent)))
			s.WantBytes("in order", client.Received, sent)
			want(s, "nothing waits any more", server.Waiting(), 0)
		}},
		{"TCP-210", "more waiting than the outbox limit aborts the connection", []Facet{Outbox, PauseReading, UnreadReset}, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			const limit = 2 * clogged
			s.PairWith(server, client, core.ConnConfig{OutboxMax: limit})
			client.Pause()
			s.Clog(server)
			for n := 0; n < clogMax && !server.Transport.Closing(); n++ {
				s.Want("the limit is kept", server.Waiting() < limit+clogPiece)
				server.Transport.Write(pattern(clogPiece))
			}
			s.WantEvents("who writes without end to who does not read is cut off", server.Log, "made", "lost: outbox full")
			s.WantErr("that is a loss", server.Reason, core.ErrOutboxFull, core.ErrConnectionLost)
			client.Resume()
			s.Until("the client is told", client.Lost)
			s.WantNotErr("and not that it was the end", client.Reason, core.ErrConnectionDone)
		}},
		{"TCP-211", "the outbox limit is for what waits, not for what is sent", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.PairWith(server, client, core.ConnConfig{OutboxMax: 1 << 10})
			sent := pattern(64 << 10)
			for piece := range slices.Chunk(sent, 1<<10) {
				server.WriteBytes(piece)
				s.Settle()
			}
			s.Until("all has arrived", client.Has(len(sent)))
			s.WantBytes("in order", client.Received, sent)
		}},
		{"TCP-212", "after the loss Write says so, before ConnectionLost is told as well", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			server.Abort()
			n, err := server.Transport.Write([]byte("x"))
			s.Want("an aborted connection takes nothing", n == 0 && errors.Is(err, core.ErrNotConnected))
			s.Until("both are told", func() bool { return server.Lost() && client.Lost() })
			n, err = client.Transport.Write([]byte("x"))
			s.Want("nor does one that was lost", n == 0 && errors.Is(err, core.ErrNotConnected))
		}},
		{"TCP-213", "writing from ConnectionLost of one end to another connection works", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			other, peer := s.End("S2"), s.End("C2")
			s.Pair(server, client)
			s.Pair(other, peer)
			server.OnLost = func() { other.Write("one has left") }
			client.Lose()
			s.WantEvents("what an ending writes leaves too", peer.Log, "made", `data "one has left"`)
		}},
	}
}
