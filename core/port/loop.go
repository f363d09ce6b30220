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
}

// A Flusher has writes that leave together.
type Flusher interface{ Flush() }

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
