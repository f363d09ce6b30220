// Package port is the seam: everything that the outside world can do to a program comes through a [Port].
//
// Above it stand one loop (core/loop) and one machine for each kind of socket (transports/stream,
// transports/datagram, transports/descriptor); below it one backend for each way of asking an
// operating system (transports/epoll, …) and the simulated host (fakes/kernel). A backend knows no
// protocol, and what stands above knows no backend.
//
// What a backend must define:
//
//	Port       dial, listen, open datagram sockets, wait, be woken, tell the time, close
//	Sock       one descriptor: who is told of its readiness, and of what
//	Stream     bytes in order: Recv, Send, SendV, the end of either direction
//	Listener   Accept
//	Datagram   one datagram at a time
//
// and, where the system has them, the facets of facets.go. loop.go is what a machine above asks of its loop,
// peer.go an address that both sides of the seam keep for each connection.
//
// Readiness is by level, whatever the system below does: what is wanted and true is reported by every
// Wait until it is no longer wanted or no longer true. All methods belong to the goroutine that calls
// Wait, but for Wake. Errors are the system's own errno, [ErrWouldBlock], io.EOF or an [OpError].
package port
