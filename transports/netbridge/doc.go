// Package netbridge joins reactors to Go code that blocks: net/http, crypto/tls, x/crypto/ssh, and whatever
// else takes a net.Conn or a net.Listener.
//
//	l, err := netbridge.Listen(r, func(f core.Factory) (core.Listener, error) {
//		return r.ListenTCP("127.0.0.1:8080", f)
//	})
//	go http.Serve(l, handler)
//	err = r.Run(ctx)
//
// The map:
//
//	conn.go      Conn: a transport as a net.Conn, for any number of goroutines
//	conn_loop.go its other side, which belongs to the reactor: a protocol and a producer
//	bell.go      how goroutines wait, and not for a reactor that is closed
//	deadline.go  deadlines, on the reactor's clock
//	listen.go    Listen: a listening port as a net.Listener
//	dial.go      Dial: a client endpoint's connection as a net.Conn
//
// Between a goroutine and the loop there is a bounded buffer for each direction. Who does not read has the
// transport's reading paused, and who writes faster than the peer reads waits in Write.
//
// These calls wait for the reactor. On its own goroutine they would wait for themselves: there they
// return core.ErrOwnGoroutine instead. While the reactor does not run nothing moves, deadlines neither; once it is
// closed, who waits is told core.ErrReactorClosed.
package netbridge
