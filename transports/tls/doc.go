// Package tls is TLS on any [core.Transport]: crypto/tls itself, driven by the loop, without a goroutine for
// a connection.
//
// It is a middleware. A [Factory] wraps a factory of protocols and is itself served by anything that
// serves one, so that TLS runs over TCP, over UNIX sockets, over another TLS:
//
//	r.ListenUNIX(path, tls.Server(r, config, f))
//	r.ListenTCP(addr, tls.Server(r, outer, tls.Server(r, inner, f)))
//	r.ListenTCP(addr, tls.StartableServer(r, f)) // the protocol decides when: core.TLSStarter
//
// A reactor embeds [TLS], which is core.TLS. What a protocol may expect is documented there.
//
// The map:
//
//	facet.go           TLS: ListenTLS and ConnectTLS
//	factory.go         Server, Client, StartableServer, StartableClient
//	limits.go          Limits: deadlines and marks
//	shared.go          what the connections of one factory share: the clock, the flush, buffers
//	state.go           the table of a connection's states
//	conn.go            a connection: the transport above, the protocol below, and how they begin
//	conn_handshake.go  the handshake, in a coroutine
//	conn_parked.go     a handshake that waits ends with its reactor
//	conn_start.go      plain until StartTLS
//	conn_recv.go       what the peer sends, and its end
//	conn_pause.go      reading held back
//	conn_send.go       what is written: gathered into records
//	conn_close.go      close_notify, LoseConnection, AbortConnection, the end and its reason
//	conn_produce.go    producers
//	wire.go            the net.Conn that crypto/tls believes in
//	framing.go         how many whole records have arrived
//
// How it works. crypto/tls wants to block, and nothing here may. While the handshake lasts it runs in a
// coroutine that is resumed with each piece of input and parks in Read when that is used up; once it is
// done the coroutine is gone. From then on Read is called straight from the loop, on a net.Conn that
// answers "nothing yet" with a temporary error, which crypto/tls reports without remembering. Write goes
// straight to the transport below. An idle connection has no stack and none of our buffers.
//
// While the handshake is parked it holds the mutexes of its tls.Conn. Nothing else may be asked of that
// until it is done; what others ask of a connection is answered from here.
package tls
