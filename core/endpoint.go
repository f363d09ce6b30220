package core

import "errors"

// ErrNoProtocol is a connection whose factory refused to build a protocol for it.
var ErrNoProtocol = errors.New("the factory has built no protocol")

// A ClientEndpoint is a way to somewhere: an address and how to get there. It is a value that belongs to no
// reactor and may be used again and again. transports/endpoint has those for every kind of address.
type ClientEndpoint interface {
	// Connect connects a protocol of f. The result is the protocol that f built, once its
	// ConnectionMade has returned; or why there is none: a [ConnectError], [ErrNoProtocol], the error
	// of BuildProtocol, ErrInvalidAddress. Cancelling gives the attempt up: the failure is
	// ErrCancelled.
	//
	// Each Connect is one use of f, from the start of the attempt to the end of the connection. A
	// ClientObserver is not told: the Deferred is for that.
	Connect(r Reactor, f Factory) *Deferred[Protocol]
}

// A ServerEndpoint is a place to listen, as a value that belongs to no reactor.
type ServerEndpoint interface {
	// Listen opens a port that serves f. The failure is a [ListenError], ErrInvalidAddress or, where
	// the reactor cannot do this, ErrUnsupported.
	Listen(r Reactor, f Factory) *Deferred[Listener]
}

// A DatagramEndpoint is a place for datagrams, as a value that belongs to no reactor.
type DatagramEndpoint interface {
	// ListenDatagram opens a port for p. The failure is as for ServerEndpoint.
	ListenDatagram(r Reactor, p DatagramProtocol) *Deferred[DatagramTransport]
}
