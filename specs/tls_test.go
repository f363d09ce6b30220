package specs

import (
	stdtls "crypto/tls"
	"errors"
	"io"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"ravel/core"
	"ravel/reactortest"
	"ravel/reactortest/certs"
	"ravel/transports/tls"
)

// trusting are the configurations of a server and of a client that trust each other.
func trusting() (server, client *stdtls.Config) {
	ca := certs.New("spec")
	server = &stdtls.Config{Certificates: []stdtls.Certificate{ca.Sign(certs.Leaf{Names: []string{"server"}})}}
	client = &stdtls.Config{RootCAs: ca.Pool(), ServerName: "server"}
	return server, client
}

// plainUnder is the transport below the topmost TLS of e.
func plainUnder(e *reactortest.End) core.Transport {
	for t := e.Transport; ; {
		_, secure := t.(core.TLSTransport)
		t = t.(interface{ Unwrap() core.Transport }).Unwrap()
		if secure {
			return t
		}
	}
}

// startsTLS has e start TLS.
func startsTLS(e *reactortest.End, config *stdtls.Config, rest []byte) error {
	t, ok := core.TransportFacet[core.TLSStarter](e.Transport)
	Expect(ok).To(BeTrue(), "%s can start TLS", e.Name)
	return t.StartTLS(config, rest)
}

// agreed is what e's transport has agreed on.
func agreed(e *reactortest.End) stdtls.ConnectionState {
	t, ok := core.TransportFacet[core.TLSTransport](e.Transport)
	Expect(ok).To(BeTrue(), "%s is over TLS", e.Name)
	return t.ConnectionState()
}

var _ = Describe("TLS on any transport", func() {
	var serverConfig, clientConfig *stdtls.Config
	BeforeEach(func() { serverConfig, clientConfig = trusting() })

	// conversation has the ends greet each other over what is listened on and dialled with these factories.
	conversation := func(s *reactortest.Script, server, client *reactortest.End, connect func(server, client core.Factory), wrapServer, wrapClient func(core.Factory) core.Factory) {
		server.OnData = func(p []byte) { server.WriteBytes(p) }
		client.OnMade = func() { client.Write("hello") }
		connect(wrapServer(s.Serve(server)), wrapClient(s.Serve(client)))
		s.Until("the greeting comes back", client.Has(len("hello")))
		s.WantBytes("as it was", client.Received, []byte("hello"))
		s.Want("both ends have agreed", agreed(server).HandshakeComplete && agreed(client).HandshakeComplete)
		client.Lose()
		s.Until("both ends are lost", func() bool { return server.Lost() && client.Lost() })
		s.WantErr("in order", server.Reason, core.ErrConnectionDone)
		s.WantErr("on both sides", client.Reason, core.ErrConnectionDone)
	}

	inBothWorlds("over TCP, and over TLS over TCP", func(s *reactortest.Script, w world) {
		overTCP := func(server, client core.Factory) { s.DialWith(s.Listen(server).Addr(), client) }
		once := func(f core.Factory) core.Factory { return tls.Server(s.R, serverConfig, f) }
		dials := func(f core.Factory) core.Factory { return tls.Client(s.R, clientConfig, f) }
		conversation(s, s.End("S1"), s.End("C1"), overTCP, once, dials)
		conversation(s, s.End("S2"), s.End("C2"), overTCP,
			func(f core.Factory) core.Factory { return once(once(f)) }, func(f core.Factory) core.Factory { return dials(dials(f)) })
	})

	inBothWorlds("over UNIX sockets", func(s *reactortest.Script, w world) {
		r := s.R.(core.UNIX)
		conversation(s, s.End("S"), s.End("C"), func(server, client core.Factory) {
			path := s.Path("tls")
			_, err := r.ListenUNIX(path, server)
			Expect(err).NotTo(HaveOccurred())
			_, err = r.ConnectUNIX(path, client)
			Expect(err).NotTo(HaveOccurred())
		}, func(f core.Factory) core.Factory { return tls.Server(s.R, serverConfig, f) },
			func(f core.Factory) core.Factory { return tls.Client(s.R, clientConfig, f) })
	})

	// upgrading has a server and a client begin in the clear, or within what wrap makes of it, and turn to TLS.
	upgrading := func(s *reactortest.Script, wrapServer, wrapClient func(core.Factory) core.Factory) (server, client *reactortest.End) {
		server, client = s.End("S"), s.End("C")
		asked, answered := false, false
		server.OnData = func(p []byte) {
			if string(server.Received) == "STARTTLS\n" && !asked {
				asked = true
				server.Write("go ahead\n")
				s.WantNil("the server starts", startsTLS(server, serverConfig, nil))
				server.Write("welcome")
			}
		}
		client.OnMade = func() { client.Write("STARTTLS\n") }
		client.OnData = func(p []byte) {
			if string(client.Received) == "go ahead\n" && !answered {
				answered = true
				s.WantNil("the client starts", startsTLS(client, clientConfig, nil))
				client.Write("secret")
			}
		}
		l := s.Listen(wrapServer(tls.StartableServer(s.R, s.Serve(server))))
		s.DialWith(l.Addr(), wrapClient(tls.StartableClient(s.R, s.Serve(client))))
		return server, client
	}
	plainly := func(f core.Factory) core.Factory { return f }

	inBothWorlds("turns to TLS in the middle of a conversation", func(s *reactortest.Script, w world) {
		server, client := upgrading(s, plainly, plainly)
		s.Until("what waited for TLS has come", func() bool {
			return string(server.Received) == "STARTTLS\nsecret" && string(client.Received) == "go ahead\nwelcome"
		})
		s.Want("it is secure", agreed(client).HandshakeComplete && agreed(client).ServerName == "server")
		client.Lose()
		s.Until("the end", func() bool { return server.Lost() && client.Lost() })
		s.WantErr("in order", server.Reason, core.ErrConnectionDone)
	})

	inBothWorlds("and within TLS", func(s *reactortest.Script, w world) {
		server, client := upgrading(s, func(f core.Factory) core.Factory { return tls.Server(s.R, serverConfig, f) },
			func(f core.Factory) core.Factory { return tls.Client(s.R, clientConfig, f) })
		s.Until("what waited for the inner one has come", func() bool {
			return string(server.Received) == "STARTTLS\nsecret" && string(client.Received) == "go ahead\nwelcome"
		})
		client.Lose()
		s.Until("the end", func() bool { return server.Lost() && client.Lost() })
		s.WantErr("in order", client.Reason, core.ErrConnectionDone)
	})

	inBothWorlds("refuses what was injected in the clear", func(s *reactortest.Script, w world) {
		server, client := s.End("S"), s.End("C")
		const command = "STARTTLS\n"
		server.OnData = func(p []byte) {
			if strings.HasPrefix(string(server.Received), command) {
				err := startsTLS(server, serverConfig, server.Received[len(command):])
				s.WantErr("StartTLS says so", err, core.ErrPlaintext)
			}
		}
		l := s.Listen(tls.StartableServer(s.R, s.Serve(server)))
		client.OnMade = func() { client.Write(command + "RCPT TO:<victim>\n") }
		s.Dial(l.Addr(), client)
		s.Until("both ends are lost", func() bool { return server.Lost() && client.Lost() })
		s.WantErr("for that reason", server.Reason, core.ErrPlaintext)
		s.WantErr("which is a loss", server.Reason, core.ErrConnectionLost)
		s.WantErr("to the peer too", client.Reason, core.ErrConnectionLost)
	})

	inBothWorlds("says to a client whose server went on in the clear what it met", func(s *reactortest.Script, w world) {
		server, client := s.End("S"), s.End("C")
		client.OnMade = func() { s.WantNil("the client starts", startsTLS(client, clientConfig, nil)) }
		server.OnMade = func() { server.Write("454 TLS not available\r\n") }
		s.DialWith(s.Listen(s.Serve(server)).Addr(), tls.StartableClient(s.R, s.Serve(client)))
		s.Until("both ends are lost", func() bool { return server.Lost() && client.Lost() })
		s.Want("in the handshake", strings.Contains(client.Reason.Error(), `handshake: the peer does not speak TLS here: it begins with "454 T"`))
		s.Want("and nothing of it is delivered", len(client.Received) == 0)
	})
})

var _ = Describe("a peer over TLS that does not do its part", func() {
	var serverConfig, clientConfig *stdtls.Config
	BeforeEach(func() { serverConfig, clientConfig = trusting() })

	// pair connects a server with limits to a client, and waits until both are secure.
	pair := func(s *reactortest.Script, limits tls.Limits, server, client *reactortest.End) {
		client.OnMade = func() { client.Write("a") }
		server.OnData = func(p []byte) { server.Write("b") }
		l := s.Listen(tls.Server(s.R, serverConfig, s.Serve(server), limits))
		s.DialWith(l.Addr(), tls.Client(s.R, clientConfig, s.Serve(client), tls.Limits{CloseTimeout: -1}))
		s.Until("bytes go both ways", func() bool { return server.Has(1)() && client.Has(1)() })
		server.OnData = nil
	}

	timedOut := func(s *reactortest.Script, e *reactortest.End, op string) {
		s.Until("it is lost", e.Lost)
		s.WantErr("in time", e.Reason, core.ErrTimeout)
		s.WantErr("as a loss", e.Reason, core.ErrConnectionLost)
		var at *core.LostError
		s.Want("the reason says when: "+op, errors.As(e.Reason, &at) && at.Op == op)
	}

	inBothWorlds("is aborted if it never answers close_notify", func(s *reactortest.Script, w world) {
		server, client := s.End("S"), s.HalfEnd("C") // a client that hears of the end, and goes on
		pair(s, tls.Limits{CloseTimeout: w.second}, server, client)
		began := s.R.Now()
		server.Lose()
		timedOut(s, server, "close")
		Expect(s.R.Now().Sub(began)).To(BeNumerically(">=", w.second))
		s.Until("the client hears of it", client.Lost)
	})

	inBothWorlds("is aborted if it stops reading", func(s *reactortest.Script, w world) {
		server, client := s.End("S"), s.End("C")
		pair(s, tls.Limits{CloseTimeout: w.second}, server, client)
		client.Pause()
		s.Clog(server)
		server.Lose()
		timedOut(s, server, "close")
		client.Resume()
		s.Until("the client hears of it", client.Lost)
		s.WantNotErr("as a loss: much is missing", client.Reason, core.ErrConnectionDone)
	})

	inBothWorlds("is aborted if its handshake does not come", func(s *reactortest.Script, w world) {
		server, client := s.End("S"), s.End("C")
		l := s.Listen(tls.Server(s.R, serverConfig, s.Serve(server), tls.Limits{HandshakeTimeout: w.second}))
		client.OnMade = func() { client.Write("\x16\x03\x01") }
		s.Dial(l.Addr(), client)
		timedOut(s, server, "handshake")
		s.Until("the client hears of it", client.Lost)
	})

	inBothWorlds("is lost if it cuts the stream off", func(s *reactortest.Script, w world) {
		server, client := s.End("S"), s.End("C")
		pair(s, tls.Limits{}, server, client)
		plainUnder(client).LoseConnection() // FIN, and no close_notify
		s.Until("both ends are lost", func() bool { return server.Lost() && client.Lost() })
		s.WantErr("it is a loss", server.Reason, core.ErrConnectionLost)
		s.WantNotErr("and not the end that was meant", server.Reason, core.ErrConnectionDone)
		s.WantErr("because of what is missing", server.Reason, io.ErrUnexpectedEOF)
	})
})
