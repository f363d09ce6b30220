// Package coconn gives code that blocks a net.Conn inside a coroutine: it reads like sequential code, runs on
// the reactor's own goroutine, and is as deterministic as the reactor is. So net/textproto,
// http.ReadRequest and crypto/tls run in a simulation.
//
//	r.ListenTCP("127.0.0.1:8080", coconn.Serve(r, func(co *coro.Co, c net.Conn) error {
//		request, err := http.ReadRequest(bufio.NewReader(c))
//		…
//	}))
//
// The map:
//
//	conn.go     Conn: Read and Write park the coroutine; serve.go: Serve, a factory of coroutines
//	protocol.go its other side: a protocol and a producer
//
// For other goroutines there is transports/netbridge. Code that starts goroutines of its own, as net/http's
// server does, belongs there.
package coconn
