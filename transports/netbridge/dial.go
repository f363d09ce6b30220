package netbridge

import (
	"context"
	"net"

	"ravel/core"
)

// Dial connects to e and waits for that, on another goroutine than the reactor's. If ctx ends first the
// attempt is given up. The error is why there is no connection, as core.ClientEndpoint says, or
// core.ErrOwnGoroutine.
func Dial(ctx context.Context, r core.Reactor, e core.ClientEndpoint) (net.Conn, error) {
	c := newConn(r)
	f := core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return (*protocol)(c), nil })
	_, err := core.Blocking(ctx, r, func() *core.Deferred[core.Protocol] { return e.Connect(r, f) })
	if err != nil {
		c.Close() // it may have been made in that moment
		return nil, err
	}
	return c, nil
}
