package reactortest

import (
	"io"
	"net"

	"ravel/core"
)

// standardIOCases hold core.StandardIO, over pipes instead of the process's own input and output, which the
// suite has other uses for.
func standardIOCases() []Case {
	needs := []Facet{StandardIO, Below}
	return []Case{
		{"SIO-001", "input is received, and what is written is output", needs, func(s *Script) {
			e := s.End("E")
			keys, screen := s.onPipes(e)
			s.WantLog("it is connected before the call returns", e.Log, "made")
			want(s, "by its own network", e.Transport.LocalAddr().Network(), "stdio")
			s.writeFD(keys, "hi")
			s.Until("it comes", e.Has(2))
			e.Write("ho")
			s.Turn()
			want(s, "it leaves", s.readFD(screen), "ho")
			s.closeFDs(keys)
			s.WantEvents("the end of the input is the end", e.Log, "made", `data "hi"`, "lost: done")
			want(s, "of the output as well", s.readFD(screen), "")
			s.closeFDs(screen)
		}},
		{"SIO-002", "the end of the input leaves who knows of half-closing its output", needs, func(s *Script) {
			e := s.HalfEnd("E")
			keys, screen := s.onPipes(e)
			s.closeFDs(keys)
			s.WantEvents("it is told", e.Log, "made", "read lost")
			e.Write("still here")
			e.Lose()
			s.Until("it ends", e.Lost)
			want(s, "what was written came first", s.readFD(screen), "still here")
			want(s, "then the end", s.readFD(screen), "")
			s.closeFDs(screen)
		}},
		{"SIO-003", "LoseWriteConnection closes the output behind what was written, and reading goes on", needs, func(s *Script) {
			e := s.HalfEnd("E")
			keys, screen := s.onPipes(e)
			e.Write("bye")
			e.LoseWrite()
			s.WantEvents("it is told", e.Log, "made", "write lost")
			want(s, "what was written came first", s.readFD(screen), "bye")
			want(s, "then the end", s.readFD(screen), "")
			s.writeFD(keys, "more")
			s.Until("it comes", e.Has(4))
			s.closeFDs(keys)
			s.Until("the end of the input is the end of both", e.Lost)
			want(s, "in order", Reason(e.Reason), "done")
			s.closeFDs(screen)
		}},
		{"SIO-004", "a long output waits for its reader, and arrives whole", needs, func(s *Script) {
			e := s.End("E")
			keys, screen := s.onPipes(e)
			sent := pattern(1 << 20)
			e.WriteBytes(sent)
			e.Lose()
			s.Settle()
			s.Want("the pipe is full, and the rest waits", !e.Lost())
			var got []byte
			p := make([]byte, 64<<10)
			s.Until("it is read", func() bool {
				n, err := s.host.ReadDescriptor(screen, p)
				got = append(got, p[:max(n, 0)]...)
				return e.Lost() && (n == 0 && err == nil || err == io.EOF)
			})
			s.WantBytes("every byte came", got, sent)
			s.closeFDs(keys, screen)
		}},
		{"SIO-005", "the loss of the output is told to who writes", needs, func(s *Script) {
			e := s.End("E")
			keys, screen := s.onPipes(e)
			s.closeFDs(screen)
			s.Settle()
			s.WantLog("nobody asked", e.Log, "made")
			e.Write("is anybody there?")
			s.Until("it is lost", e.Lost)
			want(s, "as a connection is", Reason(e.Reason), "lost")
			s.closeFDs(keys)
		}},
		{"SIO-006", "nothing is read while reading is paused, and the end waits behind what comes before it", needs, func(s *Script) {
			e := s.End("E")
			keys, screen := s.onPipes(e)
			e.Pause()
			s.writeFD(keys, "abc")
			s.closeFDs(keys)
			s.Settle()
			s.WantLog("nothing is told", e.Log, "made")
			e.Resume()
			s.WantEvents("then everything", e.Log, "made", `data "abc"`, "lost: done")
			s.closeFDs(screen)
		}},
		{"SIO-007", "a factory that refuses closes both", needs, func(s *Script) {
			in, keys := s.pipe()
			screen, out := s.pipe()
			refuses := s.Watched(func(net.Addr) (core.Protocol, error) { return nil, nil })
			_, err := s.R.(core.StandardIO).ServeStandardIO(refuses, core.StandardIOConfig{Instead: &[2]int{in, out}})
			s.WantErr("it is an error", err, core.ErrConnectionRefused)
			want(s, "the output has ended", s.readFD(screen), "")
			s.closeFDs(keys, screen)
		}},
		{"SIO-008", "an error closes what was given", needs, func(s *Script) {
			screen, out := s.pipe()
			_, err := s.R.(core.StandardIO).ServeStandardIO(s.Serve(s.End("E")), core.StandardIOConfig{Instead: &[2]int{1 << 20, out}})
			s.Want("there is no such input", err != nil)
			want(s, "the output has ended", s.readFD(screen), "")
			s.closeFDs(screen)
		}},
	}
}

// onPipes serves e on two new pipes and returns the end that writes its input and the one that reads its
// output.
func (s *Script) onPipes(e *End) (keys, screen int) {
	s.Helper()
	in, keys := s.pipe()
	screen, out := s.pipe()
	_, err := s.R.(core.StandardIO).ServeStandardIO(s.Serve(e), core.StandardIOConfig{Instead: &[2]int{in, out}})
	if err != nil {
		s.Fatalf("serving two pipes: %v", err)
	}
	return keys, screen
}
