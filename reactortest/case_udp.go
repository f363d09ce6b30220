package reactortest

import (
	"errors"
	"net/netip"
	"strings"
	"syscall"

	"ravel/core"
)

const (
	// burst is how many datagrams UDP-013 sends in a turn: few enough for any receive buffer.
	burst = 100
	// tooLong is more than any UDP datagram can be.
	tooLong = 70_000
)

// udpCases hold UDP ports.
func udpCases() []Case {
	needs := []Facet{UDP}
	return []Case{
		{"UDP-001", "datagrams go to and fro whole, empty ones too", needs, func(s *Script) {
			server, client := s.Port("S"), s.Port("C")
			server.OnDatagram = func(p []byte, from core.Addr) { server.Send(strings.ToUpper(string(p)), from) }
			s.UDP(server)
			s.UDP(client)
			client.Send("hi", server.Addr())
			client.Send("", server.Addr())
			s.WantEvents("each one by itself", client.Log, "start", `got "HI"`, `got ""`)
			want(s, "from where it was sent to", client.From, server.Addr())
			s.WantLog("as the server got them", server.Log, "start", `got "hi"`, `got ""`)
		}},
		{"UDP-002", "StartProtocol comes before ListenUDP returns, with the bound transport", needs, func(s *Script) {
			p := s.Port("P")
			var at core.Addr
			p.OnStart = func() { at = p.Addr() }
			s.UDP(p)
			s.WantLog("it has started", p.Log, "start")
			s.Want("and knew its port", at.AddrPort.Port() != 0)
			want(s, "which it has", p.Addr(), at)
			want(s, "as a UDP address", p.Transport.LocalAddr().Network(), "udp")
			s.Want("and no peer", p.Transport.RemoteAddr() == nil)
		}},
		{"UDP-003", "StopProtocol and then done come after StopListening has returned", needs, func(s *Script) {
			p := s.Port("P")
			s.UDP(p)
			p.Transport.StopListening(noted(p.Log, "done"))
			p.Transport.StopListening(noted(p.Log, "done again"))
			p.Note("returned")
			s.WantEvents("in this order", p.Log, "start", "returned", "stop", "done", "done again")
			p.Transport.StopListening(noted(p.Log, "later"))
			s.WantEvents("also on a closed port", p.Log, "start", "returned", "stop", "done", "done again", "later")
		}},
		{"UDP-004", "a closed port sends nothing and frees its address", needs, func(s *Script) {
			p, q, r := s.Port("P"), s.Port("Q"), s.Port("R")
			s.UDP(p)
			s.UDP(q)
			p.Transport.StopListening(nil)
			s.WantErr("sending", p.Transport.WriteTo([]byte("x"), q.Addr()), core.ErrNotConnected)
			_, err := p.Transport.Write([]byte("x"))
			s.WantErr("writing", err, core.ErrNotConnected)
			s.WantErr("connecting", p.Transport.Connect(q.Addr()), core.ErrNotConnected)
			s.Until("it is stopped", func() bool { return p.stopped == 1 })
			s.UDPAt(p.Addr().String(), r)
			q.Send("hello", r.Addr())
			s.WantEvents("another can have it", r.Log, "start", `got "hello"`)
			s.WantLog("the first hears nothing", p.Log, "start", "stop")
		}},
		{"UDP-005", "a name instead of an address, and the wrong family, are errors at once", needs, func(s *Script) {
			p := s.Port("P")
			s.UDP(p)
			for _, to := range []core.Addr{
				{Net: "udp", Path: "localhost"},
				core.UDPAddr(netip.MustParseAddrPort("[::1]:9")),
				core.TCPAddr(netip.MustParseAddrPort("127.0.0.1:9")),
				{},
			} {
				s.WantErr(to.String(), p.Transport.WriteTo([]byte("x"), to), core.ErrInvalidAddress)
				s.WantErr("connecting to it as well", p.Transport.Connect(to), core.ErrInvalidAddress)
			}
		}},
		{"UDP-006", "a datagram that is too long for UDP is an error at once", needs, func(s *Script) {
			p, q := s.Port("P"), s.Port("Q")
			s.UDP(p)
			s.UDP(q)
			s.WantErr("it cannot be sent", p.Transport.WriteTo(make([]byte, tooLong), q.Addr()), core.ErrMessageTooLong)
			p.Send("short", q.Addr())
			s.WantEvents("the port lives on", q.Log, "start", `got "short"`)
		}},
		{"UDP-007", "a datagram longer than MaxPacket is cut", needs, func(s *Script) {
			server, client := s.Port("S"), s.Port("C")
			s.UDP(server, core.DatagramConfig{MaxPacket: 4})
			s.UDP(client)
			client.Send("abcdef", server.Addr())
			client.Send("gh", server.Addr())
			s.WantEvents("and the next one is whole", server.Log, "start", `got "abcd"`, `got "gh"`)
		}},
		{"UDP-008", "without a configuration 8192 bytes are received", needs, func(s *Script) {
			server, client := s.Port("S"), s.Port("C")
			s.UDP(server)
			s.UDP(client)
			client.Send(strings.Repeat("x", 8192), server.Addr())
			client.Send(strings.Repeat("x", 8193), server.Addr())
			s.WantEvents("and no more", server.Log, "start", "got 8192 bytes", "got 8192 bytes")
		}},
		{"UDP-009", "a panic in DatagramReceived is logged, and the port lives on", needs, func(s *Script) {
			s.ExpectFailures(1)
			server, client := s.Port("S"), s.Port("C")
			first := true
			server.OnDatagram = func([]byte, core.Addr) {
				if first {
					first = false
					panic("the first datagram")
				}
			}
			s.UDP(server)
			s.UDP(client)
			client.Send("a", server.Addr())
			client.Send("b", server.Addr())
			s.WantEvents("the next is received", server.Log, "start", `got "a"`, `got "b"`)
		}},
		{"UDP-010", "a connected port writes to its peer and hears no other", needs, func(s *Script) {
			p, q, other := s.Port("P"), s.Port("Q"), s.Port("other")
			s.UDP(p)
			s.UDP(q)
			s.UDP(other)
			s.WantNil("it is connected", p.Transport.Connect(q.Addr()))
			want(s, "it knows its peer", addrOf(p.Transport.RemoteAddr()), q.Addr())
			n, err := p.Transport.Write([]byte("hello"))
			s.Want("it writes", n == 5 && err == nil)
			q.OnDatagram = func(_ []byte, from core.Addr) { q.Send("answer", from) }
			s.WantEvents("the peer gets it", q.Log, "start", `got "hello"`)
			other.Send("intrusion", p.Addr())
			s.WantEvents("and only its answer is heard", p.Log, "start", `got "answer"`)
		}},
		{"UDP-011", "a connected port sends to its peer alone, and is connected once", needs, func(s *Script) {
			p, q, other := s.Port("P"), s.Port("Q"), s.Port("other")
			s.UDP(p)
			s.UDP(q)
			s.UDP(other)
			_, err := p.Transport.Write([]byte("x"))
			s.WantErr("there is no peer yet", err, core.ErrNotConnected)
			s.WantNil("it is connected", p.Transport.Connect(q.Addr()))
			s.WantErr("to one peer", p.Transport.Connect(other.Addr()), core.ErrAlreadyConnected)
			s.WantErr("and no other", p.Transport.WriteTo([]byte("x"), other.Addr()), core.ErrInvalidAddress)
			p.Send("to the peer by name", q.Addr())
			s.WantEvents("naming the peer is allowed", q.Log, "start", `got "to the peer by name"`)
		}},
		{"UDP-012", "a refusal is told on a connected port, which stays open", needs, func(s *Script) {
			p := s.Port("P")
			gone := s.ClosedUDP()
			s.UDP(p)
			s.WantNil("it is connected", p.Transport.Connect(gone))
			p.Transport.Write([]byte("anybody there?"))
			s.WantEvents("one datagram, one refusal", p.Log, "start", "refused")
			back := s.Port("back")
			s.UDPAt(gone.String(), back)
			n, err := p.Transport.Write([]byte("and now?"))
			s.Want("it can still write", n == 8 && err == nil)
			s.WantEvents("and be heard", back.Log, "start", `got "and now?"`)
		}},
		{"UDP-013", "a burst arrives in order", needs, func(s *Script) {
			server, client := s.Port("S"), s.Port("C")
			s.UDP(server)
			s.UDP(client)
			events := []string{"start"}
			for i := range burst {
				text := sprint("datagram %d", i)
				client.Send(text, server.Addr())
				events = append(events, sprint("got %q", text))
			}
			s.WantEvents("nothing is merged, split or lost here", server.Log, events...)
		}},
		{"UDP-014", "an address in use is an error that says so", needs, func(s *Script) {
			p := s.Port("P")
			s.UDP(p)
			l := &Log{}
			q := &Port{Log: l, Name: "Q", script: s}
			_, err := s.R.(core.UDP).ListenUDP(p.Addr().String(), q.Protocol())
			s.WantErr("the errno is there", err, core.ErrCannotListen, syscall.EADDRINUSE)
			s.WantLog("and the protocol was never started", l)
		}},
		{"UDP-015", "an address that cannot be read is an error", needs, func(s *Script) {
			for _, addr := range []string{"", "127.0.0.1", "127.0.0.1:x", "no.such.name:0"} {
				q := &Port{Log: &Log{}, Name: "Q", script: s}
				_, err := s.R.(core.UDP).ListenUDP(addr, q.Protocol())
				s.WantErr(sprint("%q", addr), err, core.ErrCannotListen, core.ErrInvalidAddress)
			}
		}},
		{"UDP-016", "what is sent is the caller's again when WriteTo returns", needs, func(s *Script) {
			server, client := s.Port("S"), s.Port("C")
			s.UDP(server)
			s.UDP(client)
			p := []byte("mine")
			s.WantNil("it is sent", client.Transport.WriteTo(p, server.Addr()))
			clear(p)
			s.WantEvents("as it was", server.Log, "start", `got "mine"`)
		}},
		{"UDP-017", "a port can be closed inside DatagramReceived; what waits is dropped", needs, func(s *Script) {
			server, client := s.Port("S"), s.Port("C")
			server.OnDatagram = func([]byte, core.Addr) { server.Transport.StopListening(nil) }
			s.UDP(server)
			s.UDP(client)
			client.Send("a", server.Addr())
			client.Send("b", server.Addr())
			s.WantEvents("the second is not told", server.Log, "start", `got "a"`, "stop")
		}},
		{"UDP-018", "a port can be closed inside StartProtocol", needs, func(s *Script) {
			p := s.Port("P")
			p.OnStart = func() { p.Transport.StopListening(noted(p.Log, "done")) }
			s.UDP(p)
			s.WantEvents("it is stopped once", p.Log, "start", "stop", "done")
		}},
		{"UDP-019", "ports that are open when the reactor stops are stopped", needs, func(s *Script) {
			p := s.Port("P")
			s.RunWith(func() { s.UDP(p); s.Stop() })
			s.WantLog("once", p.Log, "start", "stop")
		}},
		{"UDP-020", "a datagram to oneself arrives, and never inside the call", needs, func(s *Script) {
			p := s.Port("P")
			s.UDP(p)
			p.Send("self", p.Addr())
			p.Note("returned")
			s.WantEvents("later", p.Log, "start", "returned", `got "self"`)
		}},
		{"UDP-021", "datagrams travel over IPv6", []Facet{UDP, IPv6}, func(s *Script) {
			server, client := s.Port("S"), s.Port("C")
			s.UDPAt("[::1]:0", server)
			s.UDPAt("[::1]:0", client)
			client.Send("six", server.Addr())
			s.WantEvents("the same", server.Log, "start", `got "six"`)
			want(s, "with an address of that family", server.From, client.Addr())
			four := core.UDPAddr(netip.MustParseAddrPort("127.0.0.1:9"))
			s.WantErr("and not of the other", client.Transport.WriteTo([]byte("x"), four), core.ErrInvalidAddress)
		}},
		{"UDP-022", "a port for every address is reached over the loopback", needs, func(s *Script) {
			server, client := s.Port("S"), s.Port("C")
			s.UDPAt(":0", server)
			s.UDP(client)
			client.Send("x", core.UDPAddr(netip.MustParseAddrPort(at("127.0.0.1", server.Addr()))))
			s.WantEvents("it is one of them", server.Log, "start", `got "x"`)
		}},
		{"UDP-023", "two refusals are two, and a protocol that is not told of them loses nothing", needs, func(s *Script) {
			p := s.DeafPort("P")
			gone := s.ClosedUDP()
			s.UDP(p)
			s.WantNil("it is connected", p.Transport.Connect(gone))
			for range 2 {
				p.Transport.Write([]byte("x"))
				s.Settle()
			}
			back := s.Port("back")
			s.UDPAt(gone.String(), back)
			n, err := p.Transport.Write([]byte("now"))
			s.Want("the port takes datagrams", n == 3 && err == nil)
			s.WantEvents("and sends them", back.Log, "start", `got "now"`)
			s.WantLog("it is open", p.Log, "start")
		}},
		{"UDP-024", "each refusal that the system reports is told once", needs, func(s *Script) {
			p := s.Port("P")
			gone := s.ClosedUDP()
			s.UDP(p)
			s.WantNil("it is connected", p.Transport.Connect(gone))
			p.Transport.Write([]byte("one"))
			s.WantEvents("the first", p.Log, "start", "refused")
			p.Transport.Write([]byte("two"))
			s.WantEvents("the second", p.Log, "start", "refused", "refused")
		}},
		{"UDP-025", "broadcast must be allowed before it is sent", []Facet{UDP, Broadcast}, func(s *Script) {
			p := s.Port("P")
			s.UDP(p)
			b := p.Transport.(core.Broadcaster)
			on, err := b.BroadcastAllowed()
			s.Want("at first it is not", !on && err == nil)
			all := core.UDPAddr(netip.MustParseAddrPort("255.255.255.255:9"))
			s.WantErr("and sending is refused", p.Transport.WriteTo([]byte("x"), all), syscall.EACCES)
			s.WantNil("it can be", b.SetBroadcastAllowed(true))
			on, err = b.BroadcastAllowed()
			s.Want("then it is", on && err == nil)
			s.WantNil("and can be forbidden", b.SetBroadcastAllowed(false))
			on, err = b.BroadcastAllowed()
			s.Want("again", !on && err == nil)
			p.Transport.StopListening(nil)
			s.WantErr("on a closed port it is an error", b.SetBroadcastAllowed(true), core.ErrNotConnected)
			_, err = b.BroadcastAllowed()
			s.WantErr("to ask as well", err, core.ErrNotConnected)
		}},
		{"UDP-026", "a broadcast on the loopback network reaches a port for every address", []Facet{UDP, Broadcast}, func(s *Script) {
			server, client := s.Port("S"), s.Port("C")
			s.UDPAt(":0", server)
			s.UDP(client)
			s.WantNil("it is allowed", client.Transport.(core.Broadcaster).SetBroadcastAllowed(true))
			to := core.UDPAddr(netip.MustParseAddrPort(at("127.255.255.255", server.Addr())))
			client.Send("everybody", to)
			s.WantEvents("it hears", server.Log, "start", `got "everybody"`)
		}},
		{"UDP-027", "a panic in StartProtocol is an error of ListenUDP and leaves no port", needs, func(s *Script) {
			s.ExpectFailures(1)
			boom := errors.New("no start")
			p := &Port{Log: &Log{}, Name: "P", script: s}
			p.OnStart = func() { panic(boom) }
			_, err := s.R.(core.UDP).ListenUDP(anyPort, p.Protocol())
			s.WantErr("the panic is the reason", err, core.ErrCannotListen, boom)
			again := s.Port("again")
			s.UDPAt(p.Addr().String(), again)
			s.WantLog("its address is free", again.Log, "start")
		}},
	}
}
