package reactortest

import (
	"ravel/core"
)

// processPipeCases hold the descriptors of a process.
func processPipeCases() []Case {
	needs := []Facet{Processes}
	below := []Facet{Processes, Below, Descriptors}
	return []Case{
		{"PRC-020", "what is written to a process arrives whole, and closing comes after it", needs, func(s *Script) {
			c := s.Child("P")
			s.Spawn(c, Sh(ShellCat))
			sent := pattern(1 << 20)
			n, err := c.T.Write(sent)
			s.WantNil("it is taken", err)
			want(s, "all of it", n, len(sent))
			c.T.CloseChild(0)
			c.wantEnd("cat finds the end of its input", "done")
			s.WantBytes("and every byte came back", []byte(c.Got[1]), sent)
		}},
		{"PRC-021", "descriptors beyond the first three are pipes as well, each its own", needs, func(s *Script) {
			c := s.Child("P")
			spec := Sh(ShellFive)
			spec.FDs = map[int]core.ChildFD{0: core.ParentWrites, 1: core.ParentReads, 2: core.ParentReads,
				3: core.ParentWrites, 4: core.ParentReads}
			s.Spawn(c, spec)
			c.T.WriteToChild(3, []byte("through 3"))
			c.T.WriteToChild(0, []byte("through 0"))
			c.T.CloseChild(0)
			c.T.CloseChild(3)
			c.wantEnd("it is done", "done")
			want(s, "0 came back on 1", c.Got[1], "through 0")
			want(s, "3 came back on 4", c.Got[4], "through 3")
			want(s, "2 is what it was", c.Got[2], "done\n")
			c.wantLost("all five are closed", 0, 1, 2, 3, 4)
		}},
		{"PRC-022", "a push producer is paused while the process does not read, and resumed when it has", needs, func(s *Script) {
			c := s.Child("P")
			s.Spawn(c, Sh(ShellCat))
			p := &push{Log: &Log{}, name: "p"}
			in := c.T.Child(0).(core.Consumer)
			s.WantNil("it is registered", in.RegisterPush(p))
			c.T.Child(1).(core.ReadPauser).PauseReading() // so that cat blocks, and the pipe fills up
			s.Turn()
			sent := pattern(4 << 20)
			c.T.Write(sent)
			s.WantLog("it is paused", p.Log, "p pause")
			s.Settle()
			s.Want("as nobody reads", c.T.Child(0).(core.Buffered).Buffered() > 0)
			c.T.Child(1).(core.ReadPauser).ResumeReading()
			s.Until("it is resumed", func() bool { return p.Count("p resume") == 1 })
			in.UnregisterProducer()
			c.T.CloseChild(0)
			c.wantEnd("it is done", "done")
			s.WantBytes("and every byte came back", []byte(c.Got[1]), sent)
		}},
		{"PRC-023", "nothing is told of a descriptor while its reading is paused", needs, func(s *Script) {
			c := s.Child("P")
			c.OnMade = func() { c.T.Child(1).(core.ReadPauser).PauseReading() }
			s.Spawn(c, Sh(ShellHello))
			s.Until("it exits, and its other descriptor is told", func() bool { return c.exited && c.Got[2] != "" })
			s.Settle()
			want(s, "nothing of 1", c.Got[1], "")
			s.WantLog("so it has not ended", c.Log, "made", "exited done")
			c.T.Child(1).(core.ReadPauser).ResumeReading()
			c.wantEnd("until it was read", "done")
			want(s, "which it was", c.Got[1], "out\n")
		}},
		{"PRC-024", "a producer is stopped when the process closes what it feeds", needs, func(s *Script) {
			c := s.Child("P")
			s.Spawn(c, Sh(ShellUnread))
			p := &push{Log: &Log{}, name: "p"}
			s.WantNil("it is registered", c.T.Child(0).(core.Consumer).RegisterPush(p))
			c.wantEnd("it ends", "done")
			s.WantLog("the producer is told", p.Log, "p stop")
		}},
		{"PRC-025", "a descriptor that is no pipe of ours has no transport, and each direction is itself alone", needs, func(s *Script) {
			c := s.Child("P")
			s.Spawn(c, Sh(ShellCat))
			s.Want("there is no 3", c.T.Child(3) == nil)
			_, err := c.T.WriteToChild(3, []byte("x"))
			s.WantErr("and nobody to write to", err, core.ErrNotConnected)
			_, err = c.T.WriteToChild(1, []byte("x"))
			s.WantErr("nor on what the process writes", err, core.ErrNotConnected)
			_, err = c.T.Child(1).Write([]byte("x"))
			s.WantErr("not even directly", err, core.ErrWriteClosed)
			_, consumes := c.T.Child(1).(core.Consumer)
			_, pauses := c.T.Child(0).(core.ReadPauser)
			s.Want("it can do nothing that means nothing", !consumes && !pauses)
			c.T.CloseChild(3)
			c.T.CloseChild(0)
			c.wantEnd("cat finds the end of its input", "done")
			_, err = c.T.Write([]byte("x"))
			s.WantErr("and what is lost cannot be written", err, core.ErrNotConnected)
		}},
		{"PRC-026", "a descriptor that is inherited stays ours as well", below, func(s *Script) {
			r, w := s.pipe()
			c := s.Child("P")
			spec := Sh(ShellSay)
			spec.FDs = map[int]core.ChildFD{1: core.Inherits(w)}
			s.Spawn(c, spec)
			c.wantEnd("it is done", "done")
			s.Want("it is no pipe of the process's", len(c.Lost) == 0 && c.T.Child(1) == nil)
			s.writeFD(w, "too")
			want(s, "both have written", s.drain(r), "said\ntoo")
			s.closeFDs(r, w)
		}},
		{"PRC-027", "a descriptor that is given is closed here, also when nothing could be started", below, func(s *Script) {
			for _, path := range []string{"/bin/sh", "/nonexistent"} {
				r, w := s.pipe()
				c := s.Child("P")
				spec := Sh(ShellSay)
				spec.Path = path
				spec.FDs = map[int]core.ChildFD{1: core.Takes(w)}
				_, err := s.R.(core.Processes).Spawn(c, spec)
				if path == "/bin/sh" {
					s.WantNil("it starts", err)
					c.wantEnd("it is done", "done")
					want(s, "it has written", s.drain(r), "said\n")
				}
				// The number may be somebody else's by now, so the pipe is asked.
				n, err := s.host.ReadDescriptor(r, make([]byte, 1))
				s.Want("nobody holds it any more", n == 0 && err == nil)
				s.closeFDs(r)
			}
		}},
		{"PRC-028", "a process with a terminal has one, and what it writes there comes as of 1", []Facet{Processes, Terminals}, func(s *Script) {
			c := s.Child("P")
			spec := Sh(ShellTerminal)
			spec.PTY = true
			s.Spawn(c, spec)
			s.Want("one transport for all three", c.T.Child(0) == c.T.Child(1) && c.T.Child(1) == c.T.Child(2))
			c.T.CloseChild(0) // does nothing
			c.wantEnd("it is done", "done")
			want(s, "a newline of a terminal is two bytes", c.Got[1], "TTY\r\ne\r\n")
			c.wantLost("it is lost once", 1)
		}},
		{"PRC-029", "losing its terminal is the end of input for a process, or a HUP, and not our end", []Facet{Processes, Terminals}, func(s *Script) {
			c := s.Child("P")
			spec := Sh(ShellCat)
			spec.PTY = true
			s.Spawn(c, spec)
			c.T.LoseConnection()
			s.Until("it ends", c.Ended)
			c.wantLost("it is lost once", 1)
		}},
	}
}

// drain is what can be read from a descriptor now.
func (s *Script) drain(fd int) string {
	s.Helper()
	p := make([]byte, 4096)
	n, err := s.host.ReadDescriptor(fd, p)
	s.WantNil("there is something to read", err)
	return string(p[:n])
}
