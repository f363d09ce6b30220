// Package portable is any operating system below the seam: a port.Port on Go's own net package, for
// systems that have no backend, and for a look at what a backend is worth.
//
// The map:
//
//	port.go      Port: the limits, New, Now, Close
//	wait.go      Wait and Wake; what is ready is found out by transports/blocking
//	dial.go      Dial; listen.go: Listen; the streams and listeners are those of transports/blocking
//	datagram.go  Datagram: UDP
//	control_*: socket options before binding; cut_*: datagrams that are longer than the buffer
//
// Go's net has calls that block and no readiness. So a goroutine reads ahead into a bounded buffer, another
// writes from a bounded one, and both say under the set's lock what has become true. A byte is copied twice
// more than on a real backend, and a connection costs two goroutines.
//
// What is missing: UNIX sockets, multicast, adopting sockets, watching descriptors. What differs: the
// system's backlog is net's choice, not ListenConfig.Backlog; on Windows UDP sockets may always
// broadcast, which is net's doing; a datagram socket is opened anew when it is connected, so what arrives in that
// moment is lost; where the system has no SO_ERROR that can be waited for (Windows), a reset behind more
// unread bytes than are read ahead shows only when they are read.
package portable
