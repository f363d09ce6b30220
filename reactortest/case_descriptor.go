package reactortest

import (
	"errors"

	"ravel/core"
)

// descriptorCases hold core.Descriptors.
func descriptorCases() []Case {
	needs := []Facet{Descriptors, Below}
	return []Case{
		{"FDS-001", "a reader is told each turn while there is something to read", needs, func(s *Script) {
			w, in := s.watchPipe()
			s.WantNil("it is added", s.fds().AddReader(w))
			s.Settle()
			s.WantLog("an empty pipe tells nothing", w.Log)
			s.writeFD(in, "x")
			s.Until("it is told", func() bool { return w.Count("read") > 0 })
			had := w.Count("read")
			s.Turn()
			s.Turn()
			want(s, "and again each turn, as nothing was read", w.Count("read"), had+2)
			s.fds().RemoveReader(w)
			s.Turn()
			want(s, "until it is removed", w.Count("read"), had+2)
			s.closeFDs(w.fd, in)
		}},
		{"FDS-002", "a reader reads, and ends by the error that it returns", needs, func(s *Script) {
			w, in := s.watchPipe()
			s.reading(w)
			s.WantNil("it is added", s.fds().AddReader(w))
			s.writeFD(in, "a")
			s.WantEvents("it reads", w.Log, `read "a"`)
			s.closeFDs(in)
			s.WantEvents("the end of the pipe ends it", w.Log, `read "a"`, "lost: done")
			want(s, "and it is not registered any more", len(s.fds().Readers()), 0)
			s.closeFDs(w.fd) // which is never the reactor's to close
		}},
		{"FDS-003", "adding twice is adding once, and removing what is not there does nothing", needs, func(s *Script) {
			w, in := s.watchPipe()
			s.fds().RemoveReader(w)
			s.fds().RemoveWriter(w)
			s.WantNil("it is added", s.fds().AddReader(w))
			s.WantNil("and again", s.fds().AddReader(w))
			want(s, "there is one", len(s.fds().Readers()), 1)
			s.writeFD(in, "x")
			s.Until("it is told", func() bool { return w.Count("read") > 0 })
			had := w.Count("read")
			s.Turn()
			want(s, "once a turn", w.Count("read"), had+1)
			s.fds().RemoveReader(w)
			s.Turn()
			want(s, "one removal is enough", w.Count("read"), had+1)
			s.closeFDs(w.fd, in)
		}},
		{"FDS-004", "a writer is told while the descriptor can be written", needs, func(s *Script) {
			r, fd := s.pipe()
			w := &watched{Log: &Log{}, fd: fd}
			s.WantNil("it is added", s.fds().AddWriter(w))
			s.Until("an empty pipe can be written", func() bool { return w.Count("write") > 0 })
			s.fds().RemoveWriter(w)
			had := w.Count("write")
			s.Turn()
			want(s, "until it is removed", w.Count("write"), had)
			s.closeFDs(r, fd)
		}},
		{"FDS-005", "a writer of a full pipe is told when there is room", needs, func(s *Script) {
			r, fd := s.pipe()
			s.fill(fd)
			w := &watched{Log: &Log{}, fd: fd}
			s.WantNil("it is added", s.fds().AddWriter(w))
			s.Settle()
			s.WantLog("there is no room", w.Log)
			p := make([]byte, 1<<20)
			n, err := s.host.ReadDescriptor(r, p)
			s.Want("the pipe is emptied", n > 0 && err == nil)
			s.Until("it is told", func() bool { return w.Count("write") > 0 })
			s.fds().RemoveWriter(w)
			s.closeFDs(r, fd)
		}},
		{"FDS-006", "a hang-up while reading is an orderly end without a further DoRead", needs, func(s *Script) {
			w, in := s.watchPipe()
			s.WantNil("it is added", s.fds().AddReader(w))
			s.closeFDs(in)
			s.WantEvents("nothing was there to be read", w.Log, "lost: done")
			s.closeFDs(w.fd)
		}},
		{"FDS-007", "a hang-up while only writing is a loss", needs, func(s *Script) {
			r, fd := s.pipe()
			s.fill(fd)
			w := &watched{Log: &Log{}, fd: fd}
			s.WantNil("it is added", s.fds().AddWriter(w))
			s.closeFDs(r)
			s.Until("it is told", func() bool { return w.reason != nil })
			s.WantErr("nobody reads any more", w.reason, core.ErrConnectionLost)
			s.WantNotErr("which is no orderly end", w.reason, core.ErrConnectionDone)
			s.closeFDs(fd)
		}},
		{"FDS-008", "a descriptor that its owner closed is told that it has gone", needs, func(s *Script) {
			w, in := s.watchPipe()
			s.WantNil("it is added", s.fds().AddReader(w))
			s.Settle()
			s.closeFDs(w.fd)
			s.WantEvents("it is gone", w.Log, "lost: gone")
			want(s, "and not registered any more", len(s.fds().Readers()), 0)
			s.closeFDs(in)
		}},
		{"FDS-009", "an error of DoRead is the reason, also one of its own", needs, func(s *Script) {
			own := errors.New("enough read")
			w, in := s.watchPipe()
			w.onRead = func() error { return own }
			s.WantNil("it is added", s.fds().AddReader(w))
			s.writeFD(in, "x")
			s.Until("it is told", func() bool { return w.reason != nil })
			s.WantErr("that very error", w.reason, own)
			s.Settle()
			want(s, "once", len(w.Events()), 1)
			s.closeFDs(w.fd, in)
		}},
		{"FDS-010", "a panic in DoRead is logged and ends the registration", needs, func(s *Script) {
			s.ExpectFailures(1)
			boom := errors.New("boom")
			w, in := s.watchPipe()
			w.onRead = func() error { panic(boom) }
			s.WantNil("it is added", s.fds().AddReader(w))
			s.writeFD(in, "x")
			s.Until("it is told", func() bool { return w.reason != nil })
			s.WantErr("with the panic", w.reason, boom)
			want(s, "and is not registered any more", len(s.fds().Readers()), 0)
			s.closeFDs(w.fd, in)
		}},
		{"FDS-011", "a panic in DoWrite is the same", needs, func(s *Script) {
			s.ExpectFailures(1)
			r, fd := s.pipe()
			w := &watched{Log: &Log{}, fd: fd, onWrite: func() error { panic("boom") }}
			s.WantNil("it is added", s.fds().AddWriter(w))
			s.WantEvents("one call, one end", w.Log, "write", "lost: panic")
			s.closeFDs(r, fd)
		}},
		{"FDS-012", "a descriptor that another removed in the same turn is not told", needs, func(s *Script) {
			a, inA := s.watchPipe()
			b, inB := s.watchPipe()
			l := &Log{}
			for _, w := range []*watched{a, b} {
				other := map[*watched]*watched{a: b, b: a}[w]
				w.onRead = func() error {
					l.Note("told")
					s.fds().RemoveReader(other)
					s.fds().RemoveReader(w)
					return nil
				}
				s.WantNil("it is added", s.fds().AddReader(w))
			}
			s.writeFD(inA, "x")
			s.writeFD(inB, "x")
			s.Settle()
			s.WantLog("both were ready, one was told", l, "told")
			s.closeFDs(a.fd, inA, b.fd, inB)
		}},
		{"FDS-013", "one object can read and write", needs, func(s *Script) {
			a, b := s.connected()
			w := &watched{Log: &Log{}, fd: a}
			s.reading(w)
			s.WantNil("as a reader", s.fds().AddReader(w))
			s.WantNil("as a writer", s.fds().AddWriter(w))
			s.Until("it can be written", func() bool { return w.Count("write") > 0 })
			s.fds().RemoveWriter(w)
			s.writeFD(b, "x")
			s.Until("and read, when it does not write any more", func() bool { return w.Count(`read "x"`) == 1 })
			s.fds().RemoveReader(w)
			s.closeFDs(a, b)
		}},
		{"FDS-014", "a reader and a writer can be two objects over one descriptor", needs, func(s *Script) {
			a, b := s.connected()
			r, w := &watched{Log: &Log{}, fd: a}, &watched{Log: &Log{}, fd: a}
			s.reading(r)
			s.WantNil("the reader", s.fds().AddReader(r))
			s.WantNil("the writer", s.fds().AddWriter(w))
			s.Until("the writer is told", func() bool { return w.Count("write") > 0 })
			s.fds().RemoveWriter(w)
			s.writeFD(b, "x")
			s.WantEvents("the reader lives on without it", r.Log, `read "x"`)
			s.fds().RemoveReader(r)
			s.closeFDs(a, b)
		}},
		{"FDS-015", "the lists have what was added, in that order", needs, func(s *Script) {
			a, inA := s.watchPipe()
			b, inB := s.watchPipe()
			for _, w := range []*watched{b, a} {
				s.WantNil("it is added", s.fds().AddReader(w))
			}
			out := &watched{Log: &Log{}, fd: inA}
			s.WantNil("a writer", s.fds().AddWriter(out))
			readers, writers := s.fds().Readers(), s.fds().Writers()
			s.Want("the readers", len(readers) == 2 && readers[0] == b && readers[1] == a)
			s.Want("the writers", len(writers) == 1 && writers[0] == out)
			all := s.fds().RemoveAllDescriptors()
			s.Want("all are returned in order", len(all) == 3 && all[0] == b && all[1] == a && all[2] == out)
			s.writeFD(inB, "x")
			s.Settle()
			s.WantLog("and told nothing", b.Log)
			want(s, "none is left", len(s.fds().Readers())+len(s.fds().Writers()), 0)
			s.closeFDs(a.fd, inA, b.fd, inB)
		}},
		{"FDS-016", "adding a descriptor that does not exist is an error", needs, func(s *Script) {
			w, in := s.watchPipe()
			s.closeFDs(w.fd, in)
			s.Want("it cannot be watched", s.fds().AddReader(w) != nil)
			want(s, "and is not registered", len(s.fds().Readers()), 0)
		}},
		{"FDS-017", "a descriptor can be registered again in its ConnectionLost", needs, func(s *Script) {
			w, in := s.watchPipe()
			first := true
			w.onRead = func() error {
				if first {
					first = false
					return errors.New("once more")
				}
				w.Note("again")
				s.fds().RemoveReader(w)
				return nil
			}
			w.onLost = func() { s.WantNil("it is added again", s.fds().AddReader(w)) }
			s.WantNil("it is added", s.fds().AddReader(w))
			s.writeFD(in, "x")
			s.Until("it is told again", func() bool { return w.Count("again") == 1 })
			s.closeFDs(w.fd, in)
		}},
		{"FDS-018", "descriptors that are registered when the reactor stops are told", needs, func(s *Script) {
			w, in := s.watchPipe()
			s.RunWith(func() { s.WantNil("it is added", s.fds().AddReader(w)); s.Stop() })
			s.WantLog("once", w.Log, "lost: lost")
			s.closeFDs(w.fd, in)
		}},
	}
}

func (s *Script) fds() core.Descriptors { return s.R.(core.Descriptors) }

// watchPipe is the reading end of a new pipe, to be watched, and the end that writes to it.
func (s *Script) watchPipe() (w *watched, in int) {
	s.Helper()
	r, in := s.pipe()
	return &watched{Log: &Log{}, fd: r}, in
}

func (s *Script) connected() (a, b int) {
	s.Helper()
	a, b, err := s.host.ConnectedSockets()
	if err != nil {
		s.Fatalf("connecting sockets: %v", err)
	}
	return a, b
}

// fill writes to fd until it takes no more.
func (s *Script) fill(fd int) {
	s.Helper()
	p := make([]byte, 64<<10)
	for range 1024 {
		if n, err := s.host.WriteDescriptor(fd, p); n <= 0 || err != nil {
			return
		}
	}
	s.Fatalf("descriptor %d takes without end", fd)
}
