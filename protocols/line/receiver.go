package line

import (
	"ravel/core"
	"ravel/protocols/framing"
)

// A Handler is told of lines. What else it may wish to be told: [RawHandler], [LengthHandler] and
// [framing.ErrorHandler].
type Handler interface {
	// LineReceived gets a line without its delimiter, lent until return.
	LineReceived(line []byte)
}

// A RawHandler takes bytes that are not cut into lines. A Handler that calls SetRaw is one.
type RawHandler interface {
	// RawReceived gets at least one byte, lent until return.
	RawReceived(p []byte)
}

// A LengthHandler decides what becomes of a connection on which a line was longer than MaxLength.
// For a handler that is none, the connection is lost.
type LengthHandler interface {
	// LineLengthExceeded gets everything that had arrived, from the beginning of the line on, lent
	// until return. How much that is depends on how it arrived. Reading goes on behind it.
	LineLengthExceeded(waiting []byte)
}

// A Receiver is a core.Protocol that tells its Handler of lines. Embed it and set Handler; the rest
// works as it is. The fields are set before ConnectionMade.
type Receiver struct {
	framing.Inlet
	Splitter
	Handler Handler

	raw  bool
	line []byte // reused by SendLine
}

// ConnectionMade begins in line mode.
func (r *Receiver) ConnectionMade(t core.Transport) {
	if r.Handler == nil {
		panic("line: a Receiver needs a Handler before its connection is made")
	}
	r.Open(t, r.Handler, r.next)
}

// SetRaw has what follows delivered as raw bytes: in a callback the rest of the chunk, else also what
// waits for the end of its line. The Handler must be a RawHandler.
func (r *Receiver) SetRaw() {
	if _, ok := r.Handler.(RawHandler); !ok {
		panic("line: SetRaw needs a Handler that is a RawHandler")
	}
	r.raw = true
	r.Reset()
	r.Deliver()
}

// SetLine has what follows cut into lines. rest, which is borrowed until return, is what RawReceived
// was given and did not want: it is read again before all else.
func (r *Receiver) SetLine(rest []byte) {
	r.raw = false
	r.Reset()
	r.Unread(rest)
	r.Deliver()
}

// Clear drops what waits, such as the beginning of a line, and returns it, lent until the callback returns.
func (r *Receiver) Clear() []byte {
	r.Reset()
	return r.Inlet.Clear()
}

// lineKeep is the largest line whose memory SendLine keeps for the next.
const lineKeep = 256

// SendLine writes line, which is borrowed until return, and a delimiter. A line that would be read as
// another is ErrDelimiter and nothing is written; otherwise the error is the transport's.
func (r *Receiver) SendLine(line []byte) error {
	p, err := r.Append(r.line[:0], line)
	if err != nil {
		return err
	}
	if cap(p) <= lineKeep {
		r.line = p
	}
	_, err = r.Transport.Write(p)
	return err
}

// next delivers what comes first in window.
func (r *Receiver) next(window []byte) (more bool) {
	if r.raw {
		return r.nextRaw(window)
	}
	line, n, err := r.Next(window)
	switch {
	case err != nil:
		r.tooLong(err)
	case n == 0:
		return false
	default:
		r.Consume(n)
		r.Handler.LineReceived(line)
	}
	return true
}

func (r *Receiver) nextRaw(window []byte) (more bool) {
	if len(window) == 0 {
		return false
	}
	r.Consume(len(window))
	r.Handler.(RawHandler).RawReceived(window)
	return true
}

func (r *Receiver) tooLong(err error) {
	waiting := r.Clear()
	if h, ok := r.Handler.(LengthHandler); ok {
		h.LineLengthExceeded(waiting)
		return
	}
	r.Fail(err)
}
