// Package gonet makes Transports of the Go that exists: any net.Conn, any net.Listener and whatever dials a
// net.Conn, on a reactor, with the whole contract of core.Transport. A *tls.Conn, an end of net.Pipe, a
// channel of x/crypto/ssh, a stream of a multiplexer: protocols do not notice.
//
//	b := gonet.New(r)
//	transport, err := b.Serve(conn, factory)
//	port, err := b.Listen(listener, factory)
//	connector, err := b.Connect(gonet.Address("ssh", "host:7"), dial, factory)
//
// The map:
//
//	bridge.go    Bridge, New: what roused the reactor, and its turn
//	serve.go     Serve: a net.Conn; Listen: a net.Listener
//	connect.go   Connect: a function that dials
//
// It is no machine of its own: transports/blocking makes readiness of what its goroutines find out, and the
// reactor's one stream machine does the rest, in posted calls instead of readiness. Between a conn and the
// reactor there is a bounded buffer for each direction; a conn costs a goroutine, and another once its Write
// has kept somebody waiting.
//
// What a transport can do is what its conn can do: LoseWriteConnection if that has CloseWrite, TCP's options if
// it has those, and AbortConnection is a reset if the conn, or one that it says is below it, has SetLinger.
// Without that it is a Close, and the peer sees what the conn makes of one. While reading is paused and the
// buffer is full, the end of a conn that is not net's own is noticed only when reading goes on.
//
// For the other way round, a Transport as a net.Conn, there is transports/netbridge.
package gonet
