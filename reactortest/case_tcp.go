package reactortest

import (
	"bytes"
	"fmt"
	"net"
	"slices"

	"ravel/core"
)

// crowd is how many connections the cases with many of them make.
const crowd = 100

// tcpCases hold what a connection is while it lasts.
func tcpCases() []Case {
	return []Case{
		{"TCP-001", "a connection is made at both ends, carries bytes both ways and ends in order at both", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			client.Write("request")
			s.Until("the request arrives", server.Has(7))
			server.Write("answer")
			s.Until("the answer arrives", client.Has(6))
			client.Lose()
			s.WantEvents("the server sees the whole", server.Log, "made", `data "request"`, "lost: done")
			s.WantEvents("the client as well", client.Log, "made", `data "answer"`, "lost: done")
		}},
		{"TCP-002", "nothing is told from inside ConnectionMade, and writing calls nobody", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			l := &Log{}
			client.In(l)
			client.OnMade = func() { client.Write("m0"); l.Note("made ends") }
			server.OnData = func(p []byte) { server.Transport.Write(p) }
			s.Pair(server, client)
			s.WantEvents("the echo of what ConnectionMade wrote comes after it", l, "C made", "made ends", `C data "m0"`)
		}},
		{"TCP-003", "an echo goes to and fro", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			server.OnData = func(p []byte) { server.Transport.Write(p) }
			s.Pair(server, client)
			for i := range 20 {
				client.Write("x")
				s.Until("the byte comes back", client.Has(i+1))
			}
		}},
		{"TCP-004", "many connections at once keep to themselves", nil, func(s *Script) {
			ends := make([]*End, crowd)
			l := s.Listen(s.Watched(func(net.Addr) (core.Protocol, error) {
				e := s.End("S")
				e.OnData = func(p []byte) { e.Transport.Write(p) }
				return e.Protocol(), nil
			}))
			for i := range ends {
				e := s.End(fmt.Sprintf("C%d", i))
				e.OnMade = func() { e.Write(e.Name) }
				ends[i] = e
				s.Dial(l.Addr(), e)
			}
			for _, e := range ends {
				s.Until("its own name comes back", e.Has(len(e.Name)))
				want(s, "and no other's", string(e.Received), e.Name)
			}
		}},
		{"TCP-005", "both ends tell both addresses, also after the loss", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			local, remote := client.Transport.LocalAddr(), client.Transport.RemoteAddr()
			want(s, "a TCP address says so", local.Network(), "tcp")
			want(s, "the client is the server's peer", server.Transport.RemoteAddr(), local)
			want(s, "and the server the client's", server.Transport.LocalAddr(), remote)
			client.Lose()
			s.Until("both are lost", func() bool { return server.Lost() && client.Lost() })
			want(s, "the client still knows where it was", client.Transport.LocalAddr(), local)
			want(s, "and who its peer was", client.Transport.RemoteAddr(), remote)
			want(s, "as the server does", server.Transport.LocalAddr(), remote)
			want(s, "of its own peer", server.Transport.RemoteAddr(), local)
		}},
		{"TCP-006", "a factory is told the address that its protocol then has for a peer", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			var told, dialled net.Addr
			l := s.Listen(s.Watched(func(peer net.Addr) (core.Protocol, error) { told = peer; return server.Protocol(), nil }))
			s.DialWith(l.Addr(), s.Watched(func(peer net.Addr) (core.Protocol, error) { dialled = peer; return client.Protocol(), nil }))
			s.Until("both ends are made", func() bool { return server.Made() && client.Made() })
			want(s, "the listener's factory", told, server.Transport.RemoteAddr())
			want(s, "the connector's factory", dialled, l.Addr())
		}},
		{"TCP-007", "Nagle's algorithm is off and keep-alive is off, unless asked for", []Facet{TCPOptions}, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			for _, e := range []*End{server, client} {
				s.wantOptions(e, true, false)
			}
		}},
		{"TCP-008", "a configuration turns both on, for accepted and for dialled connections", []Facet{TCPOptions}, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			both := core.ConnConfig{Delay: true, KeepAlive: true}
			l := s.Listen(s.Serve(server), core.ListenConfig{ConnConfig: both})
			s.Dial(l.Addr(), client, core.ConnectConfig{ConnConfig: both})
			s.Until("both ends are made", func() bool { return server.Made() && client.Made() })
			for _, e := range []*End{server, client} {
				s.wantOptions(e, false, true)
			}
		}},
		{"TCP-009", "the options of a connection can be changed", []Facet{TCPOptions}, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			s.WantNil("Nagle on", client.Options().SetNoDelay(false))
			s.WantNil("keep-alive on", client.Options().SetKeepAlive(true))
			s.wantOptions(client, false, true)
			s.wantOptions(server, true, false)
		}},
		{"TCP-010", "after the loss there are no options", []Facet{TCPOptions}, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			client.Abort()
			s.Until("it is lost", client.Lost)
			o := client.Options()
			_, err := o.NoDelay()
			s.WantErr("NoDelay", err, core.ErrNotConnected)
			s.WantErr("SetNoDelay", o.SetNoDelay(true), core.ErrNotConnected)
			_, err = o.KeepAlive()
			s.WantErr("KeepAlive", err, core.ErrNotConnected)
			s.WantErr("SetKeepAlive", o.SetKeepAlive(true), core.ErrNotConnected)
		}},
		{"TCP-011", "IPv6 carries bytes as IPv4 does", []Facet{IPv6}, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			l, err := s.R.ListenTCP("[::1]:0", s.Serve(server))
			s.WantNil("it listens", err)
			s.Dial(l.Addr(), client)
			client.OnMade = func() { client.Write("six"); client.Lose() }
			s.WantEvents("the same events", server.Log, "made", `data "six"`, "lost: done")
			s.Want("and addresses of that family", addrOf(server.Transport.RemoteAddr()).AddrPort.Addr().Is6())
		}},
		{"TCP-012", `"localhost" is 127.0.0.1`, nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			l, err := s.R.ListenTCP("localhost:0", s.Serve(server))
			s.WantNil("it listens", err)
			_, err = s.R.ConnectTCP(fmt.Sprintf("localhost:%d", portOf(l.Addr())), s.Serve(client))
			s.WantNil("it connects", err)
			s.Until("both ends are made", func() bool { return server.Made() && client.Made() })
			want(s, "no name is looked up", addrOf(l.Addr()).AddrPort.Addr().String(), "127.0.0.1")
		}},
		{"TCP-013", "a mebibyte echoes whole while more is being written", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			server.OnData = func(p []byte) { server.Transport.Write(p) }
			s.Pair(server, client)
			sent := pattern(1 << 20)
			for piece := range slices.Chunk(sent, 64<<10) {
				client.WriteBytes(piece)
				s.Turn()
			}
			s.Until("all of it is back", client.Has(len(sent)))
			s.WantBytes("unchanged and in order", client.Received, sent)
		}},
		{"TCP-014", "both directions are independent", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			s.Pair(server, client)
			down, up := pattern(1<<20), bytes.Repeat([]byte("up"), 1<<19)
			server.WriteBytes(down)
			client.WriteBytes(up)
			s.Until("both have everything", func() bool {
				return len(client.Received) == len(down) && len(server.Received) == len(up)
			})
			s.WantBytes("downwards", client.Received, down)
			s.WantBytes("upwards", server.Received, up)
		}},
		{"TCP-015", "what DataReceived is given may be written at once", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			server.OnData = func(p []byte) {
				server.Transport.Write(p)
				clear(p) // as a loan may be used by the next receive
			}
			s.Pair(server, client)
			client.Write("lent")
			s.Until("the echo is back", client.Has(4))
			want(s, "Write has kept a copy", string(client.Received), "lent")
		}},
	}
}

func (s *Script) wantOptions(e *End, noDelay, keepAlive bool) {
	s.Helper()
	on, err := e.Options().NoDelay()
	s.WantNil("NoDelay", err)
	want(s, e.Name+" has TCP_NODELAY", on, noDelay)
	on, err = e.Options().KeepAlive()
	s.WantNil("KeepAlive", err)
	want(s, e.Name+" has SO_KEEPALIVE", on, keepAlive)
}
