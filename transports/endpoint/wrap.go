package endpoint

import (
	"net"

	"ravel/core"
	"ravel/core/wrap"
)

// A Middleware puts something around a factory, and so around each of its protocols.
type Middleware func(f core.Factory) core.Factory

// WrapServer is e with around between it and the factories it serves.
func WrapServer(e core.ServerEndpoint, around Middleware) core.ServerEndpoint {
	return wrappedServer{e, around}
}

type wrappedServer struct {
	core.ServerEndpoint
	around Middleware
}

func (w wrappedServer) Listen(r core.Reactor, f core.Factory) *core.Deferred[core.Listener] {
	return w.ServerEndpoint.Listen(r, w.around(f))
}

// WrapClient is e with around between it and the factories it connects. The result of Connect is what the
// factory inside has built. A wrapper that has not asked it for a protocol when its own ConnectionMade
// returns makes the connection one without a protocol: that is ErrNoProtocol, and the connection is
// aborted.
func WrapClient(e core.ClientEndpoint, around Middleware) core.ClientEndpoint {
	return wrappedClient{e, around}
}

type wrappedClient struct {
	core.ClientEndpoint
	around Middleware
}

func (w wrappedClient) Connect(r core.Reactor, f core.Factory) *core.Deferred[core.Protocol] {
	b := &builder{FactoryBase: wrap.FactoryBase{Inner: f}}
	d := w.ClientEndpoint.Connect(r, wrap.Each(w.around(wrap.Factory(b, f)), b.outermost))
	return d.AddCallback(func(core.Protocol) (core.Protocol, error) {
		if b.built == nil {
			b.below.AbortConnection()
			return nil, core.ErrNoProtocol
		}
		return b.built, nil
	})
}

// A builder remembers what the factory inside has built, and the transport outside.
type builder struct {
	wrap.FactoryBase
	built core.Protocol
	below core.Transport
}

func (b *builder) BuildProtocol(peer net.Addr) (core.Protocol, error) {
	p, err := b.Inner.BuildProtocol(peer)
	if err == nil && p != nil {
		b.built = p
	}
	return p, err
}

func (b *builder) outermost(p core.Protocol, _ net.Addr) core.Protocol {
	return wrap.Protocol(&outermost{wrap.ProtocolBase{Inner: p}, b}, p)
}

type outermost struct {
	wrap.ProtocolBase
	builder *builder
}

func (o *outermost) ConnectionMade(t core.Transport) {
	o.builder.below = t
	o.Inner.ConnectionMade(t)
}
