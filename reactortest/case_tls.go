package reactortest

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"strings"

	"ravel/core"
	"ravel/reactortest/certs"
)

// tlsCases hold connections over TLS: the handshake and who is refused.
func tlsCases() []Case {
	needs := []Facet{TLS}
	return []Case{
		{"TLS-001", "what is written in ConnectionMade is sent after the handshake, and all of it before the end", needs, func(s *Script) {
			for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
				p := s.secured(s.End("S"), s.End("C"))
				p.serverConfig.MaxVersion = version
				sent := pattern(1 << 20)
				p.client.OnMade = func() {
					s.Want("nothing is agreed on yet", !s.stateOf(p.client).HandshakeComplete)
					p.client.WriteBytes(sent)
					p.client.Lose()
				}
				p.begin()
				p.wantBothLost()
				s.WantBytes("not a byte is missing", p.server.Received, sent)
				s.WantLog("the server is told of the handshake first", p.server.Log, "made", "secure", "data 1048576 bytes", "lost: done")
				s.WantLog("the client too", p.client.Log, "made", "secure", "lost: done")
				want(s, "the version is known after the loss", s.stateOf(p.client).Version, version)
			}
		}},
		{"TLS-002", "a certificate of an unknown authority ends both sides, and nothing is delivered", needs, func(s *Script) {
			p := s.secured(s.End("S"), s.End("C"))
			p.clientConf.RootCAs = certs.New("another").Pool()
			p.client.OnMade = func() { p.client.Write("secret") }
			p.refused()
			var unknown x509.UnknownAuthorityError
			s.Want("the client's reason says why", errors.As(p.client.Reason, &unknown))
		}},
		{"TLS-003", "a certificate for another name ends both sides before either is told that it is secure", needs, func(s *Script) {
			p := s.secured(s.End("S"), s.End("C"))
			p.clientConf.ServerName = "example.org"
			p.refused()
			var name x509.HostnameError
			s.Want("the client's reason says why", errors.As(p.client.Reason, &name))
		}},
		{"TLS-004", "an expired certificate ends both sides", needs, func(s *Script) {
			p := s.secured(s.End("S"), s.End("C"))
			leaf := certs.Leaf{Names: []string{"127.0.0.1"}, Expired: true}
			p.serverConfig.Certificates = []tls.Certificate{certs.New("conformance").Sign(leaf)}
			p.refused()
			var invalid x509.CertificateInvalidError
			s.Want("the client's reason says why", errors.As(p.client.Reason, &invalid) && invalid.Reason == x509.Expired)
		}},
		{"TLS-005", "plain bytes to a TLS port are a failed handshake", needs, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			p := s.secured(server, client)
			l, err := s.R.(core.TLS).ListenTLS(anyPort, p.factory(server, nil), p.serverConfig)
			s.WantNil("the port is open", err)
			client.OnMade = func() { client.Write("GET / HTTP/1.0\r\n\r\n") }
			s.Dial(l.Addr(), client)
			p.wantBothLost()
			s.WantLog("the server sees no byte", server.Log, "made", "lost: lost")
			var header tls.RecordHeaderError
			s.Want("its reason says why", errors.As(server.Reason, &header))
			s.Want("with what the peer said instead", strings.Contains(server.Reason.Error(), "GET /"))
		}},
		{"TLS-006", "a peer that leaves in the middle of the handshake is lost", needs, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			p := s.secured(server, client)
			l, err := s.R.(core.TLS).ListenTLS(anyPort, p.factory(server, nil), p.serverConfig)
			s.WantNil("the port is open", err)
			client.OnMade = func() { client.Write("\x16\x03\x01"); client.Lose() }
			s.Dial(l.Addr(), client)
			p.wantBothLost()
			s.WantLog("it is no orderly end", server.Log, "made", "lost: lost")
		}},
		{"TLS-007", "the protocol of the application is agreed on", needs, func(s *Script) {
			p := s.secured(s.End("S"), s.End("C"))
			p.serverConfig.NextProtos, p.clientConf.NextProtos = []string{"b", "c"}, []string{"a", "b"}
			p.onSecure = func() {
				want(s, "it is known when the handshake is done", s.stateOf(p.client).NegotiatedProtocol, "b")
			}
			p.connect()
			want(s, "the server knows it too", s.stateOf(p.server).NegotiatedProtocol, "b")

			p = s.secured(s.End("S2"), s.End("C2"))
			p.serverConfig.NextProtos, p.clientConf.NextProtos = []string{"c"}, []string{"a"}
			p.refused()
		}},
		{"TLS-008", "a server that asks for a certificate sees the client's", needs, func(s *Script) {
			ca := certs.New("conformance")
			p := s.secured(s.End("S"), s.End("C"))
			p.serverConfig.ClientAuth, p.serverConfig.ClientCAs = tls.RequireAndVerifyClientCert, ca.Pool()
			p.clientConf.Certificates = []tls.Certificate{ca.Sign(certs.Leaf{Names: []string{"client"}})}
			p.connect()
			peers := s.stateOf(p.server).PeerCertificates
			s.Want("and who it is", len(peers) == 1 && peers[0].DNSNames[0] == "client")

			p = s.secured(s.End("S2"), s.End("C2"))
			p.serverConfig.ClientAuth, p.serverConfig.ClientCAs = tls.RequireAndVerifyClientCert, ca.Pool()
			p.begin()
			p.wantBothLost()
			s.WantLog("one that has none is refused", p.server.Log, "made", "lost: lost")
			s.WantErr("and told so", p.client.Reason, core.ErrConnectionLost)
		}},
		{"TLS-009", "a session is resumed", needs, func(s *Script) {
			for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
				first := s.secured(s.End("S1"), s.End("C1"))
				first.serverConfig.MaxVersion = version
				first.clientConf.ClientSessionCache = tls.NewLRUClientSessionCache(1)
				first.server.OnData = func([]byte) { first.server.Write("pong") }
				first.connect()
				s.Want("the first is a whole handshake", !s.stateOf(first.client).DidResume)
				first.client.Write("ping")
				s.Until("the ticket has come, with an answer behind it", first.client.Has(4))
				first.client.Lose()
				first.wantBothLost()
				second := s.secured(s.End("S2"), s.End("C2"))
				second.serverConfig, second.clientConf = first.serverConfig, first.clientConf
				second.connect()
				s.Want("both sides know", s.stateOf(second.client).DidResume && s.stateOf(second.server).DidResume)
				want(s, "the version is the same", s.stateOf(second.client).Version, version)
				second.client.Write("ping")
				s.Until("bytes go through it", second.server.Has(4))
			}
		}},
		{"TLS-010", "a port without a certificate is refused at once", needs, func(s *Script) {
			_, err := s.R.(core.TLS).ListenTLS(anyPort, s.Serve(), &tls.Config{})
			s.WantErr("as one that cannot listen", err, core.ErrCannotListen)
		}},
		{"TLS-011", "bytes go both ways, small and large, whole and in order", needs, func(s *Script) {
			p := s.secured(s.End("S"), s.End("C"))
			p.server.OnData = func(b []byte) { p.server.WriteBytes(b) }
			p.connect()
			var sent []byte
			for _, n := range []int{1, 100, 16383, 16384, 16385, 200_000, 3} {
				piece := pattern(n)
				sent = append(sent, piece...)
				p.client.WriteBytes(piece)
			}
			p.client.Transport.WriteSequence([][]byte{[]byte("a"), nil, []byte("b")})
			sent = append(sent, "ab"...)
			s.Until("everything has come back", p.client.Has(len(sent)))
			s.Want("as it was", bytes.Equal(p.client.Received, sent))
		}},
		{"TLS-012", "a callback that panics ends its connection alone", needs, func(s *Script) {
			p := s.secured(s.End("S"), s.End("C"))
			p.onSecure = func() { panic("no") }
			s.ExpectFailures(1)
			p.begin()
			p.wantBothLost()
			s.WantLog("with that reason", p.client.Log, "made", "secure", "lost: panic")
		}},
		{"TLS-013", "a certificate that a server asks for may be missing, and one that it cannot verify is refused", needs, func(s *Script) {
			ca := certs.New("conformance")
			for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
				p := s.secured(s.End("S"), s.End("C"))
				p.serverConfig.MaxVersion = version
				p.serverConfig.ClientAuth, p.serverConfig.ClientCAs = tls.VerifyClientCertIfGiven, ca.Pool()
				p.connect()
				want(s, "the server knows of none", len(s.stateOf(p.server).PeerCertificates), 0)
				p.client.Lose()
				p.wantBothLost()

				for _, wrong := range []tls.Certificate{
					certs.New("another").Sign(certs.Leaf{Names: []string{"client"}}),
					ca.Sign(certs.Leaf{Names: []string{"client"}, Expired: true}),
				} {
					p = s.secured(s.End("S"), s.End("C"))
					p.serverConfig.MaxVersion = version
					p.serverConfig.ClientAuth, p.serverConfig.ClientCAs = tls.VerifyClientCertIfGiven, ca.Pool()
					// By itself crypto/tls sends none that the server does not ask for.
					p.clientConf.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &wrong, nil }
					p.begin()
					p.wantBothLost()
					s.WantLog("the server is not told that it is secure", p.server.Log, "made", "lost: lost")
					var unverified *tls.CertificateVerificationError
					s.Want("its reason says why", errors.As(p.server.Reason, &unverified))
					var alert tls.AlertError
					s.Want("and the client is told", errors.As(p.client.Reason, &alert) || strings.Contains(p.client.Reason.Error(), "remote error: tls: "))
				}
			}
		}},
		{"TLS-014", "a client at a port that speaks in the clear fails in the handshake, and hears what it met", needs, func(s *Script) {
			server, client := s.End("S"), s.End("C")
			server.OnMade = func() { server.Write("220 hello\r\n") }
			p := s.secured(server, client)
			p.dial(s.R.(core.TLS), s.Listen(s.Serve(server)).Addr())
			p.wantBothLost()
			s.WantLog("the client sees no byte", client.Log, "made", "lost: lost")
			var header tls.RecordHeaderError
			s.Want("its reason says why", errors.As(client.Reason, &header))
			s.Want("with what the peer said instead", strings.Contains(client.Reason.Error(), "220 h"))
		}},
	}
}

// refused connects a pair that must not come to be secure.
func (p *secured) refused() {
	p.s.Helper()
	p.begin()
	p.wantBothLost()
	p.s.WantLog("the client hears of a loss alone", p.client.Log, "made", "lost: lost")
	p.s.WantLog("and so does the server", p.server.Log, "made", "lost: lost")
	var at *core.LostError
	p.s.Want("it happened in the handshake", errors.As(p.client.Reason, &at) && at.Op == "handshake")
}
