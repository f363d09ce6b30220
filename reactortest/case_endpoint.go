package reactortest

import (
	"errors"
	"net"
	"net/netip"
	"time"

	"ravel/core"
	"ravel/transports/endpoint"
)

// endpointCases hold that endpoints mean the same on every reactor.
func endpointCases() []Case {
	hole := []Facet{Below, BlackHole}
	return []Case{
		{"EP-001", "the result of Connect is the protocol, once its ConnectionMade has returned", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			var built core.Protocol
			f := core.FactoryFunc(func(peer net.Addr) (core.Protocol, error) {
				p, err := s.Serve(client).BuildProtocol(peer)
				built = p
				return p, err
			})
			d := s.viaTCP(s.Listen(s.Serve(server)).Addr()).Connect(s.R, f)
			client.OnMade = func() { s.Want("not before", !d.Called()) }
			s.Until("both ends are made", func() bool { return server.Made() && client.Made() })
			p, err, ok := d.Result()
			s.Want("the result is there at once", ok && err == nil)
			want(s, "it is what the factory built", p, built)
		}},
		{"EP-002", "a refused connection is the failure of Connect", nil, func(s *Script) {
			d := s.viaTCP(s.Closed()).Connect(s.R, s.Serve())
			s.WantErr("as a connector tells it", failureOf(s, d), core.ErrConnectionRefused)
		}},
		{"EP-003", "a factory that builds nothing makes Connect fail with ErrNoProtocol, and the connection end", nil, func(s *Script) {
			server := s.End("S")
			at := s.Listen(s.Serve(server)).Addr()
			d := s.viaTCP(at).Connect(s.R, core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return nil, nil }))
			s.WantErr("that is why", failureOf(s, d), core.ErrNoProtocol)
			s.WantEvents("the server sees the end", server.Log, "made", "lost: done")
		}},
		{"EP-004", "cancelling Connect stops the attempt and leaves nothing behind", hole, func(s *Script) {
			e := endpoint.TCPClient{Addr: s.host.BlackHole()}
			d := e.Connect(s.R, s.Serve())
			s.Settle()
			s.Want("it is under way", !d.Called())
			d.Cancel()
			s.WantErr("at once", failureOf(s, d), core.ErrCancelled)
			s.Settle()
			want(s, "no timer is left", len(s.R.DelayedCalls()), 0)
		}},
		{"EP-005", "an endpoint's port can be stopped, and its address says where it was", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			l, err, ok := s.listenString("tcp:127.0.0.1:0", s.Serve(server)).Result()
			s.Want("TCP listens at once", ok && err == nil)
			d := s.clientString("tcp:127.0.0.1:"+portText(l.Addr())).Connect(s.R, s.Serve(client))
			s.Until("both ends are made", func() bool { return server.Made() && client.Made() && d.Called() })
			closed := false
			l.StopListening(func() { closed = true })
			s.Until("it is closed", func() bool { return closed })
			client.Lose()
			s.WantEvents("connections outlive it", server.Log, "made", "lost: done")
		}},
		{"EP-006", "a port in use is the failure of Listen", nil, func(s *Script) {
			at := s.Listen(s.Serve()).Addr()
			d := endpoint.TCPServer{Addr: at.String()}.Listen(s.R, s.Serve())
			s.WantErr("a ListenError", failureOf(s, d), core.ErrCannotListen)
		}},
		{"EP-007", "a UNIX path goes through strings, whatever characters it has", []Facet{UNIX, Below}, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			path := s.Path("a:b=c")
			_, err, ok := s.listenString("unix:"+endpoint.Quote(path)+":mode=600", s.Serve(server)).Result()
			s.WantNil("it listens", err)
			s.Want("at once", ok)
			mode, there := s.host.Exists(path)
			s.Want("the file is there with its mode", there && mode == 0o600)
			d := s.clientString("unix:"+endpoint.Quote(path)).Connect(s.R, s.Serve(client))
			s.Until("both ends are made", func() bool { return server.Made() && client.Made() && d.Called() })
		}},
		{"EP-008", "a name whose first address refuses is connected at its second, at once", nil, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			at := addrOf(s.Listen(s.Serve(server)).Addr()).AddrPort
			began := s.R.Now()
			h := endpoint.Hostname{Host: "two.example", Port: at.Port(), Stagger: patience, Resolver: resolving("127.0.0.2", "127.0.0.1")}
			d := h.Connect(s.R, s.Serve(client))
			s.Until("both ends are made", func() bool { return server.Made() && client.Made() && d.Called() })
			s.Want("without waiting for its turn", s.R.Now().Sub(began) < patience)
			want(s, "no timer is left", len(s.R.DelayedCalls()), 0)
		}},
		{"EP-009", "a name whose first address does not answer is connected at its second a little later, and the first is given up", []Facet{Below, BlackHole, IPv6}, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			hole := netip.MustParseAddrPort(s.host.BlackHole())
			_, err := s.R.ListenTCP(netip.AddrPortFrom(netip.IPv6Loopback(), hole.Port()).String(), s.Serve(server))
			s.WantNil("the other address has the same port", err)
			began := s.R.Now()
			h := endpoint.Hostname{Host: "two.example", Port: hole.Port(), Stagger: 5 * tick, Resolver: resolving(hole.Addr().String(), "::1")}
			d := h.Connect(s.R, s.Serve(client))
			s.Until("both ends are made", func() bool { return server.Made() && client.Made() && d.Called() })
			s.Want("after the first had its time", s.R.Now().Sub(began) >= 5*tick)
			s.Settle()
			want(s, "no timer is left", len(s.R.DelayedCalls()), 0)
		}},
		{"EP-010", "a name that the reactor knows is connected by its string", []Facet{Names}, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			l := s.Listen(s.Serve(server))
			d := s.clientString("tcp:localhost:"+portText(l.Addr())).Connect(s.R, s.Serve(client))
			s.Until("both ends are made", func() bool { return server.Made() && client.Made() && d.Called() })
		}},
		{"EP-011", "behind a proxy the protocol is made with the client's address, when the header is in", nil, func(s *Script) {
			server, proxy := s.End("S"), s.End("P")
			l, _, _ := s.listenString("haproxy:tcp:127.0.0.1:0", s.Serve(server)).Result()
			s.Dial(l.Addr(), proxy)
			s.Until("the proxy is connected", proxy.Made)
			proxy.Write("PROXY TCP4 198.51.100.7 203.0.113.9 ")
			s.Settle()
			s.Want("not with half a header", !server.Made())
			proxy.Write("5000 443\r\nhello")
			s.WantEvents("then all of it", server.Log, "made", `data "hello"`)
			want(s, "the peer", server.Transport.RemoteAddr().String(), "198.51.100.7:5000")
			want(s, "the host", server.Transport.LocalAddr().String(), "203.0.113.9:443")
			proxy.Lose()
			s.WantEvents("the end is told", server.Log, "made", `data "hello"`, "lost: done")
		}},
		{"EP-012", "a client service connects again after a loss, and stops", nil, func(s *Script) {
			server1, server2 := s.End("S1"), s.End("S2")
			client1, client2 := s.End("C1"), s.End("C2")
			at := s.Listen(s.Serve(server1, server2)).Addr()
			c := endpoint.NewClientService(s.R, s.viaTCP(at), s.Serve(client1, client2),
				endpoint.ClientConfig{Backoff: core.Backoff{Initial: tick, Max: 10 * tick, Jitter: -1}})
			w := c.WhenConnected()
			c.Start()
			s.Until("the first connection is ready", w.Called)
			s.Until("the server has it too", server1.Made)
			server1.Lose()
			s.Until("a second one is made", func() bool { return client2.Made() && server2.Made() })
			stopped := c.Stop()
			s.Until("the service has stopped", stopped.Called)
			s.WantEvents("the last connection ended in order", server2.Log, "made", "lost: done")
			want(s, "no timer is left", len(s.R.DelayedCalls()), 0)
		}},
		{"EP-013", "an inherited socket is served by its place among those of the supervisor", []Facet{Adopter, Below}, func(s *Script) {
			fd, addr, err := s.host.ListeningSocket()
			s.WantNil("the supervisor listens", err)
			server, client := s.End("S"), s.End("C")
			strings := endpoint.Standard(endpoint.StandardConfig{Inherited: func() ([]endpoint.Inherited, error) {
				return []endpoint.Inherited{{FD: fd, Name: "web"}}, nil
			}})
			e, err := strings.Server("systemd:domain=INET:index=0")
			s.WantNil("the string", err)
			_, err, _ = e.Listen(s.R, s.Serve(server)).Result()
			s.WantNil("it is adopted", err)
			s.WantNil("the supervisor's own is closed", s.host.CloseDescriptor(fd))
			d := endpoint.TCPClient{Addr: addr}.Connect(s.R, s.Serve(client))
			s.Until("both ends are made", func() bool { return server.Made() && client.Made() && d.Called() })
		}},
		{"EP-014", "the half of a connection that an endpoint made can be closed", []Facet{HalfClose}, func(s *Script) {
			server, client := s.HalfEnd("S"), s.HalfEnd("C")
			s.viaTCP(s.Listen(s.Serve(server)).Addr()).Connect(s.R, s.Serve(client))
			s.Until("both ends are made", func() bool { return server.Made() && client.Made() })
			client.LoseWrite()
			s.Until("the server is told", func() bool { return server.Log.Count("read lost") == 1 })
			server.Write("answer")
			server.Lose()
			s.WantEvents("the client hears the answer, and the end", client.Log, "made", "write lost", `data "answer"`, "read lost", "lost: done")
		}},
		{"EP-015", "a program is the peer of a process endpoint, and its end that of the connection", []Facet{Processes}, func(s *Script) {
			e := s.End("P")
			s.clientString("process:/bin/sh:-c:"+endpoint.Quote(ShellCat)).Connect(s.R, s.Serve(e))
			s.Until("it is connected", e.Made)
			e.Write("to and fro")
			s.Until("it answers", e.Has(len("to and fro")))
			e.LoseWrite()
			s.Until("it has ended", e.Lost)
			s.WantLog("in order", e.Log, "made", `data "to and fro"`, "lost: done")
		}},
		{"EP-016", "a reconnecting factory comes back after a loss, not when it was told to stop, and again when told to start", nil, func(s *Script) {
			servers, clients := []*End{s.End("S1"), s.End("S2"), s.End("S3")}, []*End{s.End("C1"), s.End("C2"), s.End("C3")}
			both := func(i int) func() bool { return func() bool { return servers[i].Made() && clients[i].Made() } }
			f := endpoint.NewReconnecting(s.R, s.Serve(clients...),
				endpoint.ReconnectConfig{Backoff: core.Backoff{Initial: tick, Max: 10 * tick, Jitter: -1}})
			k := s.DialWith(s.Listen(s.Serve(servers...)).Addr(), f)
			s.Until("it connects", both(0))
			servers[0].Lose()
			s.Until("it comes back", both(1))
			f.StopTrying()
			want(s, "the connection lives on", k.State(), core.Connected)
			servers[1].Lose()
			s.Until("but is the last", func() bool { return clients[1].Lost() && k.State() == core.Disconnected })
			want(s, "nothing is waited for", len(s.R.DelayedCalls()), 0)
			f.StartTrying()
			s.Until("until it is to go on", both(2))
			f.StopTrying()
			clients[2].Lose()
			s.Until("the end is in order", servers[2].Lost)
		}},
		{"EP-017", "a client service that is stopped in the middle of an attempt gives that up", hole, func(s *Script) {
			c := endpoint.NewClientService(s.R, endpoint.TCPClient{Addr: s.host.BlackHole()}, s.Serve())
			w := c.WhenConnected()
			c.Start()
			s.Settle()
			s.Want("it is under way", c.Running() && !w.Called())
			stopped := c.Stop()
			s.Until("it has stopped", stopped.Called)
			wantFailed(s, "who waited is told", w, core.ErrCancelled)
			want(s, "no timer is left", len(s.R.DelayedCalls()), 0)
		}},
		{"EP-018", "who waits for a client service may give up after so many failures, and the service goes on", nil, func(s *Script) {
			c := endpoint.NewClientService(s.R, s.viaTCP(s.Closed()), s.Serve(),
				endpoint.ClientConfig{Backoff: core.Backoff{Initial: tick, Max: 2 * tick, Jitter: -1}})
			weary, patient := c.WhenConnected(3), c.WhenConnected()
			c.Start()
			s.WantErr("with the last failure", failureOf(s, weary), core.ErrConnectionRefused)
			s.Want("the other waits on", c.Running() && !patient.Called())
			stopped := c.Stop()
			s.Until("it has stopped", stopped.Called)
			wantFailed(s, "then it is told too", patient, core.ErrCancelled)
		}},
		{"EP-019", "a name all of whose addresses refuse fails with each failure", nil, func(s *Script) {
			at := addrOf(s.Closed()).AddrPort
			h := endpoint.Hostname{Host: "two.example", Port: at.Port(), Stagger: patience, Resolver: resolving("127.0.0.1", "127.0.0.2")}
			err := failureOf(s, h.Connect(s.R, s.Serve()))
			s.WantErr("a refusal", err, core.ErrConnectionRefused)
			var all *endpoint.HostnameError
			s.Want("of several attempts", errors.As(err, &all))
			want(s, "both are there", len(all.Errs), 2)
			want(s, "no timer is left", len(s.R.DelayedCalls()), 0)
		}},
	}
}

// viaTCP is the endpoint of an address.
func (s *Script) viaTCP(at net.Addr) core.ClientEndpoint {
	return endpoint.TCPClient{Addr: at.String(), Config: core.ConnectConfig{Timeout: wallPatience - time.Second}}
}

func (s *Script) listenString(text string, f core.Factory) *core.Deferred[core.Listener] {
	s.Helper()
	e, err := endpoint.Standard().Server(text)
	s.WantNil("the string "+text, err)
	return e.Listen(s.R, f)
}

func (s *Script) clientString(text string) core.ClientEndpoint {
	s.Helper()
	e, err := endpoint.Standard().Client(text)
	s.WantNil("the string "+text, err)
	return e
}

// failureOf waits for d to fail, and handles that.
func failureOf[V any](s *Script, d *core.Deferred[V]) error {
	s.Helper()
	s.Until("there is a result", func() bool { _, _, ok := d.Result(); return ok })
	_, err, _ := d.Result()
	d.AddErrback(func(error) (V, error) { return *new(V), nil })
	return err
}

// resolving is a resolver that knows one name.
func resolving(addrs ...string) core.Resolver {
	return core.ResolverFunc(func(string) *core.Deferred[[]netip.Addr] {
		var ips []netip.Addr
		for _, a := range addrs {
			ips = append(ips, netip.MustParseAddr(a))
		}
		return core.Succeed(ips)
	})
}

// portText is the port of an address, as text.
func portText(a net.Addr) string {
	_, port, _ := net.SplitHostPort(a.String())
	return port
}
