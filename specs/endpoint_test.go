package specs

import (
	"net/netip"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"ravel/core"
	"ravel/protocols/policies"
	"ravel/reactortest"
	"ravel/transports/endpoint"
	"ravel/transports/haproxy"
	"ravel/transports/tls"
)

var _ = Describe("endpoints and policies together", func() {
	inBothWorlds("limit the clients of a proxy by their own addresses", func(s *reactortest.Script, w world) {
		one, two := s.End("S1"), s.End("S2")
		limit := policies.NewLimit(policies.LimitConfig{ByPeer: 1})
		e, err := endpoint.Standard().Server("haproxy:tcp:127.0.0.1:0")
		Expect(err).NotTo(HaveOccurred())
		l, err, ok := e.Listen(s.R, limit.Factory(s.Serve(one, two))).Result()
		Expect(err).NotTo(HaveOccurred())
		Expect(ok).To(BeTrue(), "TCP listens at once")

		connect := func(name, source string) *reactortest.End {
			end := s.End(name)
			client := haproxy.Client(s.Serve(end), 2, func(core.Transport) haproxy.Header {
				return haproxy.Header{Family: haproxy.TCP4, Source: netip.MustParseAddrPort(source), Destination: netip.MustParseAddrPort("203.0.113.1:80")}
			})
			s.DialWith(l.Addr(), client)
			s.Until(name+" is connected", end.Made)
			return end
		}
		first := connect("C1", "198.51.100.1:1000")
		s.Until("the first client is served", one.Made)
		again := connect("C2", "198.51.100.1:1001")
		s.Until("the same client once more is turned away", again.Lost)
		other := connect("C3", "198.51.100.2:1000")
		s.Until("another client is served", two.Made)
		Expect(limit.Count()).To(Equal(2), "those that are served count")
		first.Lose()
		other.Lose()
		s.Until("all have left", func() bool { return one.Lost() && two.Lost() })
		Expect(limit.Count()).To(Equal(0), "and nobody else")
	})

	inBothWorlds("lose a connection on which nothing happens", func(s *reactortest.Script, w world) {
		server, client := s.End("S"), s.End("C")
		f := policies.Chain(s.Serve(server), policies.IdleTimeout(s.R, w.second), policies.Wiretap(func(policies.Tap) {}))
		s.Dial(s.Listen(f).Addr(), client)
		s.Until("it is made", func() bool { return server.Made() && client.Made() })
		began := s.R.Now()
		s.WantEvents("both are told", server.Log, "made", "lost: done")
		Expect(s.R.Now().Sub(began)).To(BeNumerically(">=", w.second/2), "not at once")
		s.Until("the client too", client.Lost)
	})

	inBothWorlds("throttle what comes in, and lose none of it", func(s *reactortest.Script, w world) {
		server, client := s.End("S"), s.End("C")
		const size, rate = 400_000, 300_000
		f := policies.NewThrottle(s.R, policies.ThrottleConfig{Read: rate}).Factory(s.Serve(server))
		s.Dial(s.Listen(f).Addr(), client)
		s.Until("it is made", func() bool { return server.Made() && client.Made() })
		began := s.R.Now()
		client.WriteBytes(make([]byte, size))
		client.Lose()
		s.Until("all of it arrives", server.Has(size))
		// A second's worth may come at once, and the last piece is paid for by nobody.
		Expect(s.R.Now().Sub(began)).To(BeNumerically(">=", 100*time.Millisecond), "at the rate")
		s.Until("and the end", server.Lost)
	})

	inBothWorlds("turn to TLS behind every policy", func(s *reactortest.Script, w world) {
		server, client := s.End("S"), s.End("C")
		serverConfig, clientConfig := trusting()
		var seen []string
		around := func(f core.Factory) core.Factory {
			return policies.Chain(f, policies.IdleTimeout(s.R, time.Hour), policies.NewThrottle(s.R, policies.ThrottleConfig{Read: 1 << 20, Write: 1 << 20}).Factory,
				policies.NewLimit(policies.LimitConfig{Total: 1}).Factory,
				policies.Wiretap(func(t policies.Tap) { seen = append(seen, t.Kind.String()+" "+string(t.Data)) }))
		}
		server.OnData = func([]byte) {
			if string(server.Received) == "STARTTLS\n" {
				server.Write("go ahead\n")
				s.WantNil("the server starts", startsTLS(server, serverConfig, nil))
			}
		}
		client.OnMade = func() { client.Write("STARTTLS\n") }
		client.OnData = func([]byte) {
			s.WantNil("the client starts", startsTLS(client, clientConfig, nil))
			client.Write("secret")
		}
		l := s.Listen(tls.StartableServer(s.R, around(s.Serve(server))))
		s.DialWith(l.Addr(), tls.StartableClient(s.R, s.Serve(client)))
		s.Until("the secret has come", server.Has(len("STARTTLS\nsecret")))
		Expect(string(server.Received)).To(Equal("STARTTLS\nsecret"))
		Expect(agreed(server).HandshakeComplete).To(BeTrue(), "what was agreed on is seen through policies")
		client.Lose()
		s.Until("the end", func() bool { return server.Lost() && client.Lost() })
		s.WantErr("in order", server.Reason, core.ErrConnectionDone)
		Expect(seen).To(Equal([]string{"made ", "received STARTTLS\n", "written go ahead\n", "received secret", "lost "}), "policies see what the protocol sees, and no records")
	})

	inBothWorlds("connect one protocol that was made before", func(s *reactortest.Script, w world) {
		server := s.End("S")
		p := &core.Base{}
		at := s.Listen(s.Serve(server)).Addr()
		d := endpoint.ConnectProtocol(endpoint.TCPClient{Addr: at.String()}, s.R, p)
		s.Until("it is connected", func() bool { return d.Called() && server.Made() })
		p.Transport.LoseConnection()
		s.Until("and lost", server.Lost)
	})
})
