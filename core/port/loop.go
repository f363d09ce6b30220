package port

import "log/slog"

// A Loop is what a machine above the seam asks of the loop that drives it, beside the time.
type Loop interface {
	Port() Port
	// Flush has f.Flush called at the end of this phase of the turn, in the order of asking. A machine
	// asks once and again only after it was called.
	Flush(f Flusher)
	// End has e.End called among the endings of this turn, or of the next one if asked for inside an ending.
	End(e Ender)
	// Panicked logs and counts v, which recover returned, and returns it as a *core.PanicError. in says
	// what panicked: "DataReceived of *chat.Protocol". A machine calls it from a deferred function around
	// each call of a user's code.
	Panicked(in string, v any) error
	// Failed logs and counts a failure that has no connection to end, such as a factory's error.
	Failed(in string, err error)
	// OnDisconnect has f called during shutdown, to close what a machine has open. A machine registers
	// once, when it is made.
	OnDisconnect(f func())
	// OnClose has f called once, when the loop is closed, to release what a machine holds of the system. The
	// last that was asked for comes first, and all come before the Port is closed. Nobody is told anything
	// then: f calls none of a user's code. A machine registers once, when it is made.
	OnClose(f func())
	// Traffic is where machines count what goes through them. It belongs to the loop's goroutine.
	Traffic() *Traffic
}

// Traffic is what has gone through the machines of one loop since it was made.
type Traffic struct {
	// Connections is how many streams are open now, and Made how many there were: sockets, pipes to children,
	// standard input and output. Ports is how many listeners and datagram ports are open.
	Connections, Made uint64
	Ports             int
	// Received is how many bytes were read for protocols, and Sent how many the system took, of streams and of
	// datagrams. Those of TLS are counted as they are on the wire.
	Received, Sent uint64
	// DatagramsReceived and DatagramsSent are how many datagrams that were.
	DatagramsReceived, DatagramsSent uint64
}

// A Flusher has writes that leave together.
type Flusher interface{ Flush() }

// A Prompt is a Transport that can have what was written leave before the phase of the turn ends. It is for who
// has long work done for one peer before the others have their turn, and is found with core.TransportFacet. Where
// that is not so the end of the phase is cheaper: all that was written until then leaves in one system call.
type Prompt interface {
	// SendNow offers the system what waits, once. It calls nobody, and what it finds out is told as it
	// would have been at the end of the phase.
	SendNow()
}

// An Ender has an end to announce: ConnectionLost, a stopped listener.
type Ender interface{ End() }

// A Witness is a Loop that logs more of a panic than where it was, and hands out its log.
type Witness interface {
	// PanickedAt is Loop.Panicked with attributes for the log.
	PanickedAt(in string, v any, more ...slog.Attr) error
	Logger() *slog.Logger
}

// A Placed is a Handler, Flusher or Ender that can say whose it is, for the log: a call to it was slow.
type Placed interface{ Place() []slog.Attr }
