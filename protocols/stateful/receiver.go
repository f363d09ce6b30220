package stateful

import (
	"ravel/core"
	"ravel/protocols/framing"
)

// A Handler says how a connection begins. If it is a [framing.ErrorHandler], it is told of a SizeError
// and of ErrStuck too.
type Handler interface {
	// FirstStep is asked once, when the connection is made.
	FirstStep() (first Step, size int)
}

// A Receiver is a core.Protocol that gives pieces to steps. Embed it and set Handler; the rest works
// as it is. The fields are set before ConnectionMade.
//
// A step that wants no bytes runs with the bytes before it, or, if it is the first, with the first that
// arrive.
type Receiver struct {
	framing.Inlet
	Handler Handler
	// PieceMax is the longest piece in bytes. Default 1 MiB.
	PieceMax int

	machine Machine
}

// ConnectionMade asks for the first step.
func (r *Receiver) ConnectionMade(t core.Transport) {
	if r.Handler == nil {
		panic("stateful: a Receiver needs a Handler before its connection is made")
	}
	r.machine.PieceMax = r.PieceMax
	r.machine.Start(r.Handler.FirstStep())
	r.Open(t, r.Handler, r.next)
}

func (r *Receiver) next(window []byte) (more bool) {
	piece, whole, err := r.machine.Next(window)
	if err != nil {
		r.Fail(err)
	}
	if !whole {
		return false
	}
	r.Consume(len(piece))
	r.machine.Take(piece)
	return true
}
