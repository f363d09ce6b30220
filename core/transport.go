package core

import "net"

// A Transport sends bytes to the peer of one connection.
//
// Nothing here blocks, and nothing here calls the protocol: whatever a call brings about arrives in a
// later callback. All methods belong to the reactor's goroutine. What a transport can do beyond this
// is found by assertion: [HalfCloser], [ReadPauser], [Consumer], [TCPOptions], [DescriptorSender].
type Transport interface {
	// Write queues p. p is borrowed until return. While connected it returns len(p), nil, also after
	// LoseConnection until what was queued has left. After the loss it does nothing and returns 0 and
	// [ErrNotConnected]; after LoseWriteConnection, 0 and [ErrWriteClosed]. When more than the
	// connection's outbox limit is waiting already, the connection is aborted with [ErrOutboxFull].
	Write(p []byte) (n int, err error)
	// WriteSequence is Write of each slice in turn. The slices are borrowed until return.
	WriteSequence(ps [][]byte)
	// LoseConnection ends the connection once everything written has left and a registered producer
	// has been unregistered. Nothing more is read: input that waits is dropped. Calling it again
	// changes nothing.
	LoseConnection()
	// AbortConnection ends the connection now: what waits is dropped, a TCP peer sees a reset, and
	// ConnectionLost comes in the same or the next turn with [ErrConnectionAborted].
	AbortConnection()
	// Closing is true from LoseConnection, AbortConnection or the loss on, whichever was first.
	Closing() bool
	// LocalAddr is this end's address (Twisted: getHost). It stays known after the loss.
	LocalAddr() net.Addr
	// RemoteAddr is the peer's address (Twisted: getPeer). It stays known after the loss.
	RemoteAddr() net.Addr
}

// A HalfCloser is a Transport that can end its own direction alone.
type HalfCloser interface {
	// LoseWriteConnection sends everything written, then the end of stream; a HalfCloseHandler then
	// hears WriteConnectionLost. Reading goes on.
	LoseWriteConnection()
}

// A ReadPauser is a Transport whose reading can be held back (Twisted: the transport as a push producer).
//
// While reading is paused, DataReceived is not called. A reset is still noticed at once, and so is the
// peer's orderly end when no unread byte stands before it.
type ReadPauser interface {
	PauseReading()
	// ResumeReading does nothing while the transport is closing.
	ResumeReading()
}

// TCPOptions are the options of a TCP connection. An error is the system's; after the loss it is
// ErrNotConnected.
type TCPOptions interface {
	// NoDelay reports TCP_NODELAY; it is on unless the configuration says otherwise.
	NoDelay() (bool, error)
	SetNoDelay(on bool) error
	// KeepAlive reports SO_KEEPALIVE; it is off unless the configuration says otherwise.
	KeepAlive() (bool, error)
	SetKeepAlive(on bool) error
}

// A DescriptorSender is a Transport over a UNIX socket.
type DescriptorSender interface {
	// SendDescriptor sends a duplicate of fd with the next byte written: each descriptor needs at
	// least one byte of its own, and bytes written before it come first. fd stays the caller's and
	// may be closed on return. A closing or lost transport returns ErrNotConnected.
	SendDescriptor(fd int) error
}

// A Buffered is a Transport that tells how many written bytes have not left yet.
type Buffered interface {
	Buffered() int
}
