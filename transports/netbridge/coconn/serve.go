package coconn

import (
	"net"

	"ravel/core"
	"ravel/core/coro"
)

// A Body is what a coroutine does with its connection. Once it returns the connection is lost in order. An
// error is a failure that nobody handled, unless it is the end of the connection itself.
type Body func(co *coro.Co, c net.Conn) error

// Serve is a factory whose protocol is body, in a coroutine on clock for each connection. It is for
// connections that are accepted and for those that are dialled.
func Serve(clock core.Clock, body Body) core.Factory {
	return core.FactoryFunc(func(net.Addr) (core.Protocol, error) {
		return &protocol{Conn: Conn{clock: clock}, body: body}, nil
	})
}
