package endpoint

import (
	stdtls "crypto/tls"

	"ravel/core"
	"ravel/transports/tls"
)

// TLSServer is e with TLS on each connection. config needs a certificate.
func TLSServer(e core.ServerEndpoint, config *stdtls.Config) core.ServerEndpoint {
	return tlsServer{e, config}
}

type tlsServer struct {
	over   core.ServerEndpoint
	config *stdtls.Config
}

func (e tlsServer) Listen(r core.Reactor, f core.Factory) *core.Deferred[core.Listener] {
	return e.over.Listen(r, tls.Server(r, e.config, f))
}

// TLSClient is e with TLS on each connection. config names the server, which is verified, however e leads
// there. The result of Connect comes before the handshake: a core.HandshakeHandler is told when it is done.
func TLSClient(e core.ClientEndpoint, config *stdtls.Config) core.ClientEndpoint {
	return tlsClient{e, config}
}

type tlsClient struct {
	over   core.ClientEndpoint
	config *stdtls.Config
}

func (e tlsClient) Connect(r core.Reactor, f core.Factory) *core.Deferred[core.Protocol] {
	around := func(f core.Factory) core.Factory { return tls.Client(r, e.config, f) }
	return WrapClient(e.over, around).Connect(r, f)
}
