package reactortest

import (
	"crypto/tls"
	"net"

	"ravel/core"
	"ravel/reactortest/certs"
)

// A secured is a connection over TLS, its configurations and both ends. What differs from a pair that trusts
// each other is set before it is connected.
type secured struct {
	s                        *Script
	serverConfig, clientConf *tls.Config
	server, client           *End
	onSecure                 func() // of the client
}

// secured is a pair of ends over TLS whose client trusts the server.
func (s *Script) secured(server, client *End) *secured {
	ca := certs.New("conformance")
	return &secured{
		s:            s,
		serverConfig: &tls.Config{Certificates: []tls.Certificate{ca.Sign(certs.Leaf{Names: []string{"127.0.0.1"}})}},
		clientConf:   &tls.Config{RootCAs: ca.Pool()},
		server:       server, client: client,
	}
}

// begin connects the ends without waiting.
func (p *secured) begin() {
	p.s.Helper()
	r := p.s.R.(core.TLS)
	l, err := r.ListenTLS(anyPort, p.factory(p.server, nil), p.serverConfig)
	p.s.WantNil("the port is open", err)
	p.dial(r, l.Addr())
}

func (p *secured) dial(r core.TLS, addr net.Addr) {
	p.s.Helper()
	_, err := r.ConnectTLS(addr.String(), p.factory(p.client, p.onSecure), p.clientConf)
	p.s.WantNil("the connection is begun", err)
}

// connect connects the ends and waits until both are secure.
func (p *secured) connect() {
	p.s.Helper()
	p.begin()
	p.s.Until("both ends are secure", func() bool { return p.server.Count("secure") > 0 && p.client.Count("secure") > 0 })
}

// wantBothLost waits for the end at both sides.
func (p *secured) wantBothLost() {
	p.s.Helper()
	p.s.Until("both ends are lost", func() bool { return p.server.Lost() && p.client.Lost() })
}

func (p *secured) factory(e *End, onSecure func()) core.Factory {
	return p.s.Watched(func(net.Addr) (core.Protocol, error) {
		if e.half {
			return &secureHalfEnd{halfEnd{endProtocol{e}}, onSecure}, nil
		}
		return &secureEnd{endProtocol{e}, onSecure}, nil
	})
}

// A secureEnd also writes down that its handshake is done.
type secureEnd struct {
	endProtocol
	onSecure func()
}

func (e *secureEnd) HandshakeCompleted() {
	e.note("secure")
	call(e.onSecure)
}

type secureHalfEnd struct {
	halfEnd
	onSecure func()
}

func (e *secureHalfEnd) HandshakeCompleted() {
	e.note("secure")
	call(e.onSecure)
}

// stateOf is what e's transport has agreed on, also behind wrappers.
func (s *Script) stateOf(e *End) tls.ConnectionState {
	s.Helper()
	t, ok := core.TransportFacet[core.TLSTransport](e.Transport)
	if !ok {
		s.Fail("%s: its transport is no core.TLSTransport", e.Name)
		return tls.ConnectionState{}
	}
	return t.ConnectionState()
}
