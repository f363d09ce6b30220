package endpoint

import (
	"ravel/core"
	"ravel/transports/haproxy"
)

// HAProxy is an endpoint behind a proxy that speaks the PROXY protocol: protocols see the addresses of the
// proxy's client.
type HAProxy struct {
	Over   core.ServerEndpoint
	Config haproxy.Config
}

// Listen implements core.ServerEndpoint.
func (e HAProxy) Listen(r core.Reactor, f core.Factory) *core.Deferred[core.Listener] {
	return e.Over.Listen(r, haproxy.Server(r, f, e.Config))
}
