package process

import "ravel/core"

// A transport is what a connection of the stream machine can do.
type transport interface {
	core.Transport
	core.ReadPauser
	core.Consumer
	core.Buffered
}

// An end is the parent's end of one pipe: the protocol of its connection.
type end struct {
	child  *child
	fd     int // the child's
	reads  bool
	writes bool
	t      transport
	user   core.Transport // t with what makes sense on it
	lost   bool
}

// A reader is an end that the parent reads.
type reader struct {
	core.Transport
	core.ReadPauser
}

// Write is refused: the child reads nothing there.
func (reader) Write([]byte) (int, error) { return 0, core.ErrWriteClosed }

// WriteSequence does nothing.
func (reader) WriteSequence([][]byte) {}

// A writer is an end that the parent writes.
type writer struct {
	core.Transport
	core.Consumer
	outbox
}

// A terminal is both.
type terminal struct {
	core.Transport
	core.ReadPauser
	core.Consumer
	outbox
}

// An outbox is core.Buffered under another name, since an embedded interface hides a method of its own name.
type outbox interface{ core.Buffered }

// ConnectionMade keeps t.
func (e *end) ConnectionMade(t core.Transport) {
	e.t = t.(transport)
	switch {
	case e.reads && e.writes:
		e.user = terminal{e.t, e.t, e.t, e.t}
	case e.reads:
		e.user = reader{e.t, e.t}
	default:
		e.user = writer{e.t, e.t, e.t}
	}
}

// DataReceived tells what the child wrote.
func (e *end) DataReceived(p []byte) {
	defer func() {
		if v := recover(); v != nil {
			e.child.panicked("ChildDataReceived", v)
			e.t.AbortConnection()
		}
	}()
	e.child.protocol.ChildDataReceived(e.fd, p)
}

// ConnectionLost tells that the descriptor is not connected any more.
func (e *end) ConnectionLost(error) {
	e.lost = true
	e.child.tellLost(e.fd)
	e.child.settle()
}
