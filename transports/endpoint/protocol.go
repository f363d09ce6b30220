package endpoint

import (
	"net"

	"ravel/core"
)

// ConnectProtocol connects p, which was made already (Twisted: connectProtocol). p is for one connection.
func ConnectProtocol[P core.Protocol](e core.ClientEndpoint, r core.Reactor, p P) *core.Deferred[P] {
	f := core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return p, nil })
	return core.Then(e.Connect(r, f), func(core.Protocol) (P, error) { return p, nil })
}

// On is e bound to r, for what listens without knowing reactors: core/service.
func On(r core.Reactor, e core.ServerEndpoint) Bound { return Bound{r, e} }

// A Bound is a server endpoint on one reactor.
type Bound struct {
	Reactor  core.Reactor
	Endpoint core.ServerEndpoint
}

// Listen opens the port.
func (b Bound) Listen(f core.Factory) *core.Deferred[core.Listener] {
	return b.Endpoint.Listen(b.Reactor, f)
}
