// Package blocking makes the seam's Streams and Listeners of conns and listeners whose calls block, as those
// of Go's net do.
//
// The map:
//
//	set.go       Set: what is open and what is ready, by level, out of what goroutines report; its end
//	sock.go      Sock: the base of everything in a Set, also of what others make
//	stream.go    Stream: a net.Conn; stream_read.go, stream_write.go: a goroutine for each direction
//	stream_close.go: its end, in order or not
//	options.go   TCP's options
//	descriptors_*: Passer, a Stream that passes descriptors over a UNIX socket
//	dial.go      Dial: a Stream whose conn is still to be made
//	listen.go    Listener: a net.Listener, which is asked less often while it fails
//	fault.go     errors of net as the seam has them; errno_*: the system's; address.go: addresses
//	send_*       what the system takes at once; unread_*: a reset behind bytes that nobody reads
//
// A blocking call has no readiness. So a goroutine reads ahead into a bounded buffer, another writes from a
// bounded one, and both say under the Set's lock what has become true. Who drives a Set is roused then, and
// collects: the portable port in its Wait, transports/gonet in a call that it posts to a reactor.
//
// *net.TCPConn and *net.UnixConn are known to be sockets of the system: what it takes at once is sent without
// a goroutine, and their Close does not block. Below another conn there may be one (NetConn, as *tls.Conn
// has it): then TCP's options are there, an abort is a reset, and where the system has SO_ERROR a reset is
// noticed behind bytes that nobody reads. Of any other conn only its methods are used: CloseWrite ends one
// direction, and an abort is a Close. All that may block is called on goroutines, and an end that takes longer
// than lingerMax is cut.
package blocking
