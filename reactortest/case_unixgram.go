package reactortest

import (
	"strings"
	"syscall"

	"ravel/core"
)

// unixDatagramCases hold UNIX datagram sockets.
func unixDatagramCases() []Case {
	needs := []Facet{UNIXDatagram, Below}
	return []Case{
		{"UXD-001", "datagrams go to a path and back, and the file is unlinked at the end", needs, func(s *Script) {
			server, client := s.Port("S"), s.Port("C")
			server.OnDatagram = func(p []byte, from core.Addr) { server.Send(strings.ToUpper(string(p)), from) }
			at, back := s.Path("server"), s.Path("client")
			s.gram(at, server)
			s.gram(back, client)
			client.Send("hi", core.UNIXDatagramAddr(at))
			s.WantEvents("the answer", client.Log, "start", `got "HI"`)
			want(s, "from the path", client.From, core.UNIXDatagramAddr(at))
			server.Transport.StopListening(nil)
			s.Until("it is stopped", func() bool { return server.stopped == 1 })
			_, there := s.host.Exists(at)
			s.Want("its file is gone", !there)
			_, there = s.host.Exists(back)
			s.Want("the other's is not", there)
		}},
		{"UXD-002", "a socket without a name can send, but has nowhere to be answered", needs, func(s *Script) {
			server, client := s.Port("S"), s.Port("C")
			at := s.Path("server")
			s.gram(at, server)
			s.gram("", client)
			client.Send("x", core.UNIXDatagramAddr(at))
			s.WantEvents("it arrives", server.Log, "start", `got "x"`)
			want(s, "from nowhere", server.From, core.UNIXDatagramAddr(""))
			s.WantErr("where nothing can be sent", server.Transport.WriteTo([]byte("y"), server.From), core.ErrInvalidAddress)
		}},
		{"UXD-003", "a connected socket writes to its peer", needs, func(s *Script) {
			server, client := s.Port("S"), s.Port("C")
			at := s.Path("server")
			s.gram(at, server)
			t, err := s.R.(core.UNIXDatagram).ConnectUNIXDatagram(at, s.Path("client"), client.Protocol())
			s.WantNil("it connects", err)
			s.wantAddr("and knows its peer", t.RemoteAddr(), core.UNIXDatagramAddr(at))
			n, err := t.Write([]byte("hello"))
			s.Want("it writes", n == 5 && err == nil)
			server.OnDatagram = func(_ []byte, from core.Addr) { server.Send("answer", from) }
			s.WantEvents("the server gets it", server.Log, "start", `got "hello"`)
			s.WantEvents("and answers", client.Log, "start", `got "answer"`)
		}},
		{"UXD-004", "a path that nobody receives at cannot be connected to, and nothing is left", needs, func(s *Script) {
			p := &Port{Log: &Log{}, Name: "P", script: s}
			local := s.Path("client")
			_, err := s.R.(core.UNIXDatagram).ConnectUNIXDatagram(s.Path("nothing"), local, p.Protocol())
			s.WantErr("the errno says so", err, syscall.ENOENT)
			s.WantLog("the protocol was never started", p.Log)
			_, there := s.host.Exists(local)
			s.Want("its own file is gone", !there)
		}},
		{"UXD-005", "a path that exists cannot be bound", needs, func(s *Script) {
			p := s.Port("P")
			at := s.Path("p")
			s.gram(at, p)
			q := &Port{Log: &Log{}, Name: "Q", script: s}
			_, err := s.R.(core.UNIXDatagram).ListenUNIXDatagram(at, q.Protocol())
			s.WantErr("it is in use", err, core.ErrCannotListen, syscall.EADDRINUSE)
		}},
		{"UXD-006", "the mode, an abstract name, and the cut at MaxPacket", needs, func(s *Script) {
			p, q := s.Port("P"), s.Port("Q")
			at := s.Path("p")
			s.gram(at, p, core.DatagramConfig{Mode: 0o600})
			mode, _ := s.host.Exists(at)
			want(s, "the mode that was asked for", mode, 0o600)
			name := "@" + s.Path("q")
			s.gram(name, q, core.DatagramConfig{MaxPacket: 4})
			p.Send("abcdef", core.UNIXDatagramAddr(name))
			s.WantEvents("cut", q.Log, "start", `got "abcd"`)
		}},
		{"UXD-007", "what a slow reader cannot take waits, up to the limit of the queue; then sending is an error", needs, func(s *Script) {
			server, client := s.Port("S"), s.Port("C")
			s.gram(s.Path("server"), server)
			s.gram("", client, core.DatagramConfig{QueueMax: 8})
			sent := 0
			var err error
			for ; err == nil && sent < 100_000; sent++ { // far more than any system keeps
				err = client.Transport.WriteTo([]byte("x"), core.UNIXDatagramAddr(s.Path("server")))
			}
			s.WantErr("no datagram is dropped in silence", err, core.ErrQueueFull)
			got := func() int { return len(server.Events()) - 1 }
			s.Until("those that were taken arrive", func() bool { return got() == sent-1 })
			s.Settle()
			want(s, "and no other", got(), sent-1)
		}},
		{"UXD-008", "sockets that are open when the reactor stops are stopped and unlinked", needs, func(s *Script) {
			p := s.Port("P")
			at := s.Path("p")
			s.RunWith(func() { s.gram(at, p); s.Stop() })
			s.WantLog("once", p.Log, "start", "stop")
			_, there := s.host.Exists(at)
			s.Want("the file is gone", !there)
		}},
		{"UXD-009", "an address of another kind is an error", needs, func(s *Script) {
			p := s.Port("P")
			s.gram(s.Path("p"), p)
			s.WantErr("a stream socket", p.Transport.WriteTo([]byte("x"), core.UNIXAddr("/s")), core.ErrInvalidAddress)
			s.WantErr("no path", p.Transport.WriteTo([]byte("x"), core.UNIXDatagramAddr("")), core.ErrInvalidAddress)
		}},
		{"UXD-010", "a path that has a zero byte is an error, and no file is left", needs, func(s *Script) {
			at := s.Path("p")
			_, err := s.R.(core.UNIXDatagram).ListenUNIXDatagram(at+"\x00rest", s.Port("P").Protocol())
			s.WantErr("it cannot be bound", err, core.ErrCannotListen, core.ErrInvalidAddress)
			_, there := s.host.Exists(at)
			s.Want("least of all what is before the byte", !there)
		}},
	}
}

// gram opens p as a UNIX datagram socket.
func (s *Script) gram(path string, p *Port, c ...core.DatagramConfig) {
	s.Helper()
	if _, err := s.R.(core.UNIXDatagram).ListenUNIXDatagram(path, p.Protocol(), c...); err != nil {
		s.Fatalf("ListenUNIXDatagram(%q): %v", path, err)
	}
}
