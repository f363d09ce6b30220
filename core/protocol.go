package core

// A Protocol is told what happens on one connection.
//
// The order is ConnectionMade, DataReceived any number of times, ConnectionLost. Calls come one at a
// time, on the reactor's goroutine, and never from inside a call to the protocol's own Transport.
// A panic in any of them is logged with its stack and ends this connection alone; ConnectionLost is
// then called with a [PanicError].
type Protocol interface {
	// ConnectionMade is called once, first.
	ConnectionMade(t Transport)
	// DataReceived is called with at least one byte. Where one call ends and the next begins means
	// nothing. p is lent until return: keep a copy, never the slice.
	DataReceived(p []byte)
	// ConnectionLost is called exactly once, last, if ConnectionMade was. errors.Is(reason, …) tells
	// [ErrConnectionDone] (the orderly end), [ErrConnectionLost], [ErrConnectionAborted] and the rest.
	ConnectionLost(reason error)
}

// Base is a Protocol that keeps its Transport and answers what an embedding type does not care for.
type Base struct {
	Transport Transport
}

// ConnectionMade keeps t.
func (b *Base) ConnectionMade(t Transport) { b.Transport = t }

// DataReceived ignores p.
func (b *Base) DataReceived(p []byte) {}

// ConnectionLost ignores reason.
func (b *Base) ConnectionLost(reason error) {}

// A HalfCloseHandler is a Protocol that outlives one direction of its connection.
//
// For a protocol that is not one, the peer's end of stream is the end of the connection, with
// ErrConnectionDone (Twisted: IHalfCloseableProtocol).
type HalfCloseHandler interface {
	// ReadConnectionLost is called once when the peer has sent its last byte. Writing goes on until
	// LoseConnection.
	ReadConnectionLost()
	// WriteConnectionLost is called once when LoseWriteConnection has sent everything and the end of
	// stream, or when the peer refuses to read more.
	WriteConnectionLost()
}

// A DescriptorReceiver is a Protocol that accepts file descriptors over a UNIX socket. For a protocol
// that is not one, descriptors that arrive are closed.
type DescriptorReceiver interface {
	// DescriptorReceived is called before the DataReceived whose bytes the descriptor came with.
	// The descriptor is given: the protocol closes it.
	DescriptorReceived(fd int)
}
