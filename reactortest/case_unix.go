package reactortest

import (
	"syscall"

	"ravel/core"
)

// unixCases hold UNIX stream sockets and the passing of descriptors.
func unixCases() []Case {
	needs := []Facet{UNIX, Below}
	passing := []Facet{UNIX, DescriptorPassing, Below}
	return []Case{
		{"UNX-001", "a UNIX socket carries bytes as TCP does, and is unlinked when its port stops", needs, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			path := s.Path("s")
			l := s.listenUNIX(path, s.Serve(server))
			_, there := s.host.Exists(path)
			s.Want("its file is there", there)
			s.dialUNIX(path, s.Serve(client))
			s.Until("both ends are made", func() bool { return server.Made() && client.Made() })
			client.Write("hello")
			client.Lose()
			s.WantEvents("the same events", server.Log, "made", `data "hello"`, "lost: done")
			s.stopUNIX(l)
			_, there = s.host.Exists(path)
			s.Want("its file is gone", !there)
		}},
		{"UNX-002", "addresses are paths; a client has none of its own", needs, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			path := s.PairUNIX(server, client)
			s.wantAddr("the server is at the path", server.Transport.LocalAddr(), core.UNIXAddr(path))
			s.wantAddr("which is the client's peer", client.Transport.RemoteAddr(), core.UNIXAddr(path))
			s.wantAddr("the client has no name", client.Transport.LocalAddr(), core.UNIXAddr(""))
			s.wantAddr("for the server either", server.Transport.RemoteAddr(), core.UNIXAddr(""))
			client.Lose()
			s.Until("both are lost", func() bool { return server.Lost() && client.Lost() })
			s.wantAddr("and so after the loss", client.Transport.RemoteAddr(), core.UNIXAddr(path))
		}},
		{"UNX-003", "a path that exists cannot be listened on", needs, func(s *Script) {
			path := s.Path("s")
			s.listenUNIX(path, s.Serve())
			_, err := s.R.(core.UNIX).ListenUNIX(path, s.Serve())
			s.WantErr("it is in use", err, core.ErrCannotListen, syscall.EADDRINUSE)
			_, there := s.host.Exists(path)
			s.Want("and its file is not touched", there)
		}},
		{"UNX-004", "the socket file has the mode that was asked for, 0666 without", needs, func(s *Script) {
			path := s.Path("plain")
			s.listenUNIX(path, s.Serve())
			mode, _ := s.host.Exists(path)
			want(s, "the default", mode, 0o666)
			private := s.Path("private")
			s.listenUNIX(private, s.Serve(), core.UNIXListenConfig{Mode: 0o600})
			mode, _ = s.host.Exists(private)
			want(s, "for the owner alone", mode, 0o600)
		}},
		{"UNX-005", "a path at which nobody listens refuses, whether there is a file or not", needs, func(s *Script) {
			f := s.Factory(&Log{}, s.Ends())
			s.dialUNIX(s.Path("nothing"), f.Core())
			s.WantEvents("later", f.Log, "start factory", "started connecting (connecting)", "failed: refused (disconnected)", "stop factory")
			s.WantErr("with the errno", f.Reason, core.ErrConnectionRefused, syscall.ENOENT)
		}},
		{"UNX-006", "an abstract name needs no file", needs, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			name := "@" + s.Path("abstract")
			l := s.listenUNIX(name, s.Serve(server))
			s.dialUNIX(name, s.Serve(client))
			s.Until("both ends are made", func() bool { return server.Made() && client.Made() })
			s.wantAddr("the address has the sign", server.Transport.LocalAddr(), core.UNIXAddr(name))
			_, there := s.host.Exists(s.Path("abstract"))
			s.Want("there is no file", !there)
			s.stopUNIX(l)
			s.listenUNIX(name, s.Serve())
		}},
		{"UNX-007", "a port with a lock keeps others away while it listens", needs, func(s *Script) {
			path := s.Path("s")
			l := s.listenUNIX(path, s.Serve(), core.UNIXListenConfig{Lock: true})
			_, there := s.host.Exists(path + ".lock")
			s.Want("the lock is beside the socket", there)
			_, err := s.R.(core.UNIX).ListenUNIX(path, s.Serve(), core.UNIXListenConfig{Lock: true})
			s.WantErr("a live lock is refused", err, core.ErrCannotListen, syscall.EEXIST)
			s.stopUNIX(l)
			_, socket := s.host.Exists(path)
			_, lock := s.host.Exists(path + ".lock")
			s.Want("nothing is left", !socket && !lock)
		}},
		{"UNX-008", "the lock of a process that is gone is taken over, and its socket replaced", needs, func(s *Script) {
			path := s.Path("s")
			left := s.listenUNIX(path, s.Serve()) // stands for the socket that was left behind
			s.WantNil("a stale lock", s.host.StaleLock(path+".lock"))
			server, client := s.End("S"), s.End("C")
			l := s.listenUNIX(path, s.Serve(server), core.UNIXListenConfig{Lock: true})
			s.dialUNIX(path, s.Serve(client))
			s.Until("the new one serves", func() bool { return server.Made() && client.Made() })
			s.stopUNIX(l)
			s.stopUNIX(left)
		}},
		{"UNX-009", "who asks for the lock is refused at once if nobody holds it", needs, func(s *Script) {
			path := s.Path("s")
			s.listenUNIX(path, s.Serve()) // without a lock
			f := s.Factory(&Log{}, s.Ends())
			s.dialUNIX(path, f.Core(), core.UNIXConnectConfig{CheckLock: true})
			s.Until("it is refused", func() bool { return f.Reason != nil })
			s.WantErr("as if nobody listened", f.Reason, core.ErrConnectionRefused)

			locked := s.Path("locked")
			server, client := s.End("S"), s.End("C")
			s.listenUNIX(locked, s.Serve(server), core.UNIXListenConfig{Lock: true})
			s.dialUNIX(locked, s.Serve(client), core.UNIXConnectConfig{CheckLock: true})
			s.Until("behind a live lock it connects", func() bool { return server.Made() && client.Made() })
		}},
		{"UNX-010", "a path that is empty or too long is an error", needs, func(s *Script) {
			for _, path := range []string{"", s.Path(string(make([]byte, 200)))} {
				_, err := s.R.(core.UNIX).ListenUNIX(path, s.Serve())
				s.WantErr("it cannot listen", err, core.ErrCannotListen)
			}
		}},
		{"UNX-011", "a mebibyte arrives whole, and the end after it", needs, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.PairUNIX(server, client)
			sent := pattern(1 << 20)
			client.WriteBytes(sent)
			client.Lose()
			s.Until("the end is told", server.Lost)
			s.WantBytes("after every byte", server.Received, sent)
			s.WantErr("in order", server.Reason, core.ErrConnectionDone)
		}},
		{"UNX-012", "an abort is told at both ends", needs, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.PairUNIX(server, client)
			client.Abort()
			s.WantEvents("by its name where it was asked for", client.Log, "made", "lost: aborted")
			s.Until("and to the peer", server.Lost) // a UNIX socket has no reset: it may look like an end
		}},
		{"UNX-013", "socket files are unlinked when the reactor stops", needs, func(s *Script) {
			path := s.Path("s")
			s.RunWith(func() { s.listenUNIX(path, s.Serve(), core.UNIXListenConfig{Lock: true}); s.Stop() })
			_, socket := s.host.Exists(path)
			_, lock := s.host.Exists(path + ".lock")
			s.Want("nothing is left", !socket && !lock)
		}},
		{"UNX-014", "a socket file that somebody else has removed is no failure", needs, func(s *Script) {
			path := s.Path("s")
			l := s.listenUNIX(path, s.Serve())
			// A second port with the lock of a dead process replaces the file of the first.
			s.WantNil("a stale lock", s.host.StaleLock(path+".lock"))
			m := s.listenUNIX(path, s.Serve(), core.UNIXListenConfig{Lock: true})
			s.stopUNIX(m)
			s.stopUNIX(l)
		}},
		{"UNX-015", "a descriptor arrives before the bytes that it was sent with", passing, func(s *Script) {
			server, client := s.DescriptorEnd("S"), s.End("C")
			s.PairUNIX(server, client)
			r, w := s.pipe()
			var got int
			server.OnDescriptor = func(fd int) { got = fd }
			s.sendDescriptor(client, r)
			client.Write("j")
			s.WantEvents("then the bytes", server.Log, "made", "descriptor", `data "j"`)
			s.writeFD(w, "secret")
			want(s, "and it is the pipe's", s.readFD(got), "secret")
			s.host.CloseDescriptor(got)
			s.closeFDs(r, w)
		}},
		{"UNX-016", "the descriptor that was sent stays the sender's, who may close it at once", passing, func(s *Script) {
			server, client := s.DescriptorEnd("S"), s.End("C")
			s.PairUNIX(server, client)
			r, w := s.pipe()
			var got int
			server.OnDescriptor = func(fd int) { got = fd }
			s.sendDescriptor(client, w)
			s.closeFDs(w)
			client.Write("x")
			s.WantEvents("it arrives", server.Log, "made", "descriptor", `data "x"`)
			s.writeFD(got, "through the copy")
			want(s, "and works", s.readFD(r), "through the copy")
			s.closeFDs(r, got)
		}},
		{"UNX-017", "each descriptor comes no later than the byte that it was sent with, and in order", passing, func(s *Script) {
			server, client := s.DescriptorEnd("S"), s.End("C")
			s.PairUNIX(server, client)
			r, w := s.pipe()
			var before, got []int
			server.OnDescriptor = func(fd int) { before, got = append(before, len(server.Received)), append(got, fd) }
			client.Write("one ")
			s.sendDescriptor(client, r)
			client.Write("two ")
			s.sendDescriptor(client, w)
			client.Write("three")
			s.Until("all has arrived", server.Has(13))
			want(s, "all of it", string(server.Received), "one two three")
			want(s, "with both", len(got), 2)
			// A system may hand out what stands before a descriptor's byte together with it, but nothing behind.
			s.Want("the first before its byte", before[0] <= len("one "))
			s.Want("the second between its bytes and the first's", before[1] >= len("one t") && before[1] <= len("one two "))
			s.writeFD(got[1], "x")
			want(s, "the second is the end that writes, the first the one that reads", s.readFD(got[0]), "x")
			s.closeFDs(r, w, got[0], got[1])
		}},
		{"UNX-018", "more descriptors than bytes lose the connection", passing, func(s *Script) {
			server, client := s.DescriptorEnd("S"), s.End("C")
			s.PairUNIX(server, client)
			r, w := s.pipe()
			s.sendDescriptor(client, r)
			s.sendDescriptor(client, w)
			client.Write("x")
			s.WantEvents("with that reason", client.Log, "made", "lost: descriptor overrun")
			s.WantErr("which is a loss", client.Reason, core.ErrDescriptorOverrun, core.ErrConnectionLost)
			s.Until("the server is told", server.Lost)
			s.closeFDs(r, w)
		}},
		{"UNX-019", "descriptors that nobody takes are closed", passing, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.PairUNIX(server, client)
			r, w := s.pipe()
			s.sendDescriptor(client, w)
			client.Write("x")
			s.WantEvents("the bytes arrive", server.Log, "made", `data "x"`)
			s.closeFDs(w)
			p := make([]byte, 1)
			n, err := s.host.ReadDescriptor(r, p)
			s.Want("nobody holds the writing end any more", n == 0 && err == nil)
			s.closeFDs(r)
		}},
		{"UNX-020", "on a closing connection no descriptor can be sent", passing, func(s *Script) {
			server, client := s.DescriptorEnd("S"), s.End("C")
			s.PairUNIX(server, client)
			r, w := s.pipe()
			client.Lose()
			s.WantErr("it is closing", client.Transport.(core.DescriptorSender).SendDescriptor(r), core.ErrNotConnected)
			s.Until("both are lost", func() bool { return server.Lost() && client.Lost() })
			s.WantErr("it is lost", client.Transport.(core.DescriptorSender).SendDescriptor(r), core.ErrNotConnected)
			s.closeFDs(r, w)
		}},
		{"UNX-021", "a descriptor that arrives while reading is paused waits with its bytes", []Facet{UNIX, DescriptorPassing, PauseReading, Below}, func(s *Script) {
			server, client := s.DescriptorEnd("S"), s.End("C")
			s.PairUNIX(server, client)
			r, w := s.pipe()
			server.Pause()
			s.sendDescriptor(client, r)
			client.Write("j")
			client.Lose()
			s.Settle()
			s.WantLog("nothing is told", server.Log, "made")
			server.Resume()
			s.WantEvents("until it resumes", server.Log, "made", "descriptor", `data "j"`, "lost: done")
			s.closeFDs(r, w)
		}},
		{"UNX-022", "TCP connections pass no descriptors, UNIX ones have no TCP options", passing, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			_, sends := client.Transport.(core.DescriptorSender)
			s.Want("assertion tells the truth about TCP", !sends)
			server, client = s.End("S2"), s.End("C2")
			s.PairUNIX(server, client)
			_, options := client.Transport.(core.TCPOptions)
			s.Want("and about UNIX", !options)
		}},
		{"UNX-023", "a path ends at no zero byte: one that has a zero byte is an error, and no file is left", needs, func(s *Script) {
			path := s.Path("s")
			_, err := s.R.(core.UNIX).ListenUNIX(path+"\x00rest", s.Serve())
			s.WantErr("it cannot listen", err, core.ErrCannotListen, core.ErrInvalidAddress)
			_, there := s.host.Exists(path)
			s.Want("least of all at what is before the byte", !there)
		}},
	}
}

func (s *Script) listenUNIX(path string, f core.Factory, c ...core.UNIXListenConfig) core.Listener {
	s.Helper()
	l, err := s.R.(core.UNIX).ListenUNIX(path, f, c...)
	if err != nil {
		s.Fatalf("ListenUNIX(%q): %v", path, err)
	}
	return l
}

func (s *Script) dialUNIX(path string, f core.Factory, c ...core.UNIXConnectConfig) {
	s.Helper()
	if _, err := s.R.(core.UNIX).ConnectUNIX(path, f, c...); err != nil {
		s.Fatalf("ConnectUNIX(%q): %v", path, err)
	}
}

func (s *Script) stopUNIX(l core.Listener) {
	s.Helper()
	closed := false
	l.StopListening(func() { closed = true })
	s.Until("the port is closed", func() bool { return closed })
}

func (s *Script) pipe() (r, w int) {
	s.Helper()
	r, w, err := s.host.Pipe()
	if err != nil {
		s.Fatalf("making a pipe: %v", err)
	}
	return r, w
}

func (s *Script) sendDescriptor(e *End, fd int) {
	s.Helper()
	s.WantNil("the descriptor is taken", e.Transport.(core.DescriptorSender).SendDescriptor(fd))
}

func (s *Script) writeFD(fd int, text string) {
	s.Helper()
	n, err := s.host.WriteDescriptor(fd, []byte(text))
	s.Want("the pipe takes it", n == len(text) && err == nil)
}

// readFD is what can be read from fd at once.
func (s *Script) readFD(fd int) string {
	s.Helper()
	p := make([]byte, 256)
	n, err := s.host.ReadDescriptor(fd, p)
	s.WantNil("the pipe gives it", err)
	return string(p[:max(n, 0)])
}

func (s *Script) closeFDs(fds ...int) {
	s.Helper()
	for _, fd := range fds {
		s.WantNil("it is ours to close", s.host.CloseDescriptor(fd))
	}
}
