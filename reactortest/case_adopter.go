package reactortest

import (
	"net"
	"net/netip"

	"ravel/core"
)

// adopterCases hold core.Adopter.
func adopterCases() []Case {
	needs := []Facet{Adopter, Below}
	return []Case{
		{"ADO-001", "a listening socket that was opened elsewhere is served", needs, func(s *Script) {
			fd, addr := s.listening()
			server, client := s.End("S"), s.End("C")
			l, err := s.adopter().AdoptListener(fd, s.Serve(server))
			s.WantNil("it is adopted", err)
			want(s, "it tells its address", l.Addr().String(), addr)
			s.Dial(l.Addr(), client)
			client.OnMade = func() { client.Write("hello"); client.Lose() }
			s.WantEvents("it serves", server.Log, "made", `data "hello"`, "lost: done")
			s.closeFDs(fd)
		}},
		{"ADO-002", "the descriptor stays the caller's: it may close it at once, and the port lives on", needs, func(s *Script) {
			fd, _ := s.listening()
			server, client := s.End("S"), s.End("C")
			l, err := s.adopter().AdoptListener(fd, s.Serve(server))
			s.WantNil("it is adopted", err)
			s.closeFDs(fd)
			s.Dial(l.Addr(), client)
			s.Until("it serves", func() bool { return server.Made() && client.Made() })
		}},
		{"ADO-003", "stopping an adopted port closes its own copy alone", needs, func(s *Script) {
			fd, _ := s.listening()
			server, client := s.End("S"), s.End("C")
			l, err := s.adopter().AdoptListener(fd, s.Serve())
			s.WantNil("it is adopted", err)
			s.stopUNIX(l)
			again, err := s.adopter().AdoptListener(fd, s.Serve(server))
			s.WantNil("the caller's still listens", err)
			s.Dial(again.Addr(), client)
			s.Until("and serves", func() bool { return server.Made() && client.Made() })
			s.closeFDs(fd)
		}},
		{"ADO-004", "an established connection is served by a protocol of the factory", needs, func(s *Script) {
			a, b := s.connected()
			server, client := s.End("S"), s.End("C")
			t, err := s.adopter().AdoptConnection(a, s.Serve(server))
			s.WantNil("one end is adopted", err)
			_, err = s.adopter().AdoptConnection(b, s.Serve(client))
			s.WantNil("and the other", err)
			s.closeFDs(a, b)
			s.Until("both are made", func() bool { return server.Made() && client.Made() })
			want(s, "they are each other's peers", server.Transport.RemoteAddr(), client.Transport.LocalAddr())
			want(s, "and the transport is the connection's", t.LocalAddr(), server.Transport.LocalAddr())
			client.Write("hello")
			client.Lose()
			s.WantEvents("they carry bytes and end", server.Log, "made", `data "hello"`, "lost: done")
			s.WantEvents("on both sides", client.Log, "made", "lost: done")
		}},
		{"ADO-005", "a datagram socket is served", []Facet{Adopter, UDP, Below}, func(s *Script) {
			fd, addr, err := s.host.DatagramSocket()
			s.WantNil("a socket", err)
			server, client := s.Port("S"), s.Port("C")
			t, err := s.adopter().AdoptDatagram(fd, server.Protocol())
			s.WantNil("it is adopted", err)
			s.closeFDs(fd)
			want(s, "it tells its address", t.LocalAddr().String(), addr)
			s.UDP(client)
			client.Send("hello", core.UDPAddr(netip.MustParseAddrPort(addr)))
			s.WantEvents("it receives", server.Log, "start", `got "hello"`)
			server.Send("answer", client.Addr())
			s.WantEvents("and sends", client.Log, "start", `got "answer"`)
		}},
		{"ADO-006", "what is no socket of the right kind is an error, and stays the caller's", needs, func(s *Script) {
			r, w := s.pipe()
			listening, _ := s.listening()
			a, b := s.connected()
			gram, _, err := s.host.DatagramSocket()
			s.WantNil("a datagram socket", err)
			for _, fd := range []int{r, a, gram} {
				_, err := s.adopter().AdoptListener(fd, s.Serve())
				s.Want("no listening socket", err != nil)
			}
			for _, fd := range []int{r, listening, gram} {
				_, err := s.adopter().AdoptConnection(fd, s.Serve())
				s.Want("no connection", err != nil)
			}
			for _, fd := range []int{r, listening, a} {
				p := &Port{Log: &Log{}, Name: "P", script: s}
				_, err := s.adopter().AdoptDatagram(fd, p.Protocol())
				s.Want("no datagram socket", err != nil)
				s.WantLog("the protocol is not started", p.Log)
			}
			s.closeFDs(r, w, listening, a, b, gram)
		}},
		{"ADO-007", "a descriptor that does not exist is an error", needs, func(s *Script) {
			r, w := s.pipe()
			s.closeFDs(r, w)
			_, err := s.adopter().AdoptListener(r, s.Serve())
			s.Want("as a port", err != nil)
			_, err = s.adopter().AdoptConnection(r, s.Serve())
			s.Want("as a connection", err != nil)
			_, err = s.adopter().AdoptDatagram(r, (&Port{Log: &Log{}, Name: "P", script: s}).Protocol())
			s.Want("as a datagram port", err != nil)
		}},
		{"ADO-008", "a factory that refuses an adopted connection refuses the adoption", needs, func(s *Script) {
			a, b := s.connected()
			_, err := s.adopter().AdoptConnection(a, s.Watched(func(net.Addr) (core.Protocol, error) { return nil, nil }))
			s.Want("it is told at once", err != nil)
			s.closeFDs(a, b)
		}},
		{"ADO-009", "the factory of an adopted port starts and stops as any other's", needs, func(s *Script) {
			fd, _ := s.listening()
			f := s.Factory(&Log{}, s.Ends())
			l, err := s.adopter().AdoptListener(fd, f.Core())
			s.WantNil("it is adopted", err)
			s.WantLog("it has started", f.Log, "start factory")
			l.StopListening(noted(f.Log, "done"))
			s.WantEvents("and stops", f.Log, "start factory", "stop factory", "done")
			s.closeFDs(fd)
		}},
	}
}

func (s *Script) adopter() core.Adopter { return s.R.(core.Adopter) }

func (s *Script) listening() (fd int, addr string) {
	s.Helper()
	fd, addr, err := s.host.ListeningSocket()
	if err != nil {
		s.Fatalf("opening a listening socket: %v", err)
	}
	return fd, addr
}
