// Package portable is any operating system below the seam: a port.Port on Go's own net package, for
// systems that have no backend, and for a look at what a backend is worth.
//
// The map:
//
//	port.go      Port: the limits, New, Now, Close
//	wait.go      Wait and Wake; readiness by level out of what goroutines report
//	sock.go      sock: the base of everything that is open here
//	dial.go      Dial; stream.go: bytes; stream_read.go, stream_write.go: a goroutine for each direction
//	stream_close.go: the end of a stream, in order or not
//	listen.go    Listen and Accept
//	datagram.go  Datagram: UDP
//	fault.go     errors of net as the seam has them
//	send_*: what the system takes at once; control_*: socket options before binding; unread_*: a reset behind bytes that nobody reads
//
// Go's net has calls that block and no readiness. So a goroutine reads ahead into a bounded buffer, another
// writes from a bounded one, and both say under Port.mu what has become true. A byte is copied twice more
// than on a real backend, and a connection costs two goroutines.
//
// What is missing: UNIX sockets, multicast, adopting sockets, watching descriptors. What differs: the
// system's backlog is net's choice, not ListenConfig.Backlog; on Windows UDP sockets may always
// broadcast, which is net's doing; a datagram socket is opened anew when it is connected, so what arrives in that
// moment is lost; where the system has no SO_ERROR that can be waited for (Windows), a reset behind more
// than readAheadMax unread bytes shows only when they are read.
package portable
