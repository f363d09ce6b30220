package intprefix

import (
	"ravel/core"
	"ravel/protocols/framing"
)

// A Handler is told of strings. If it is a [framing.ErrorHandler], it is told of a LengthError too.
type Handler interface {
	// StringReceived gets a string without its prefix, lent until return.
	StringReceived(s []byte)
}

// A Receiver is a core.Protocol that tells its Handler of strings. Embed it and set Handler; the rest
// works as it is. The fields are set before ConnectionMade.
type Receiver struct {
	framing.Inlet
	Format
	Handler Handler

	prefix []byte // reused by SendString
}

// ConnectionMade begins to read.
func (r *Receiver) ConnectionMade(t core.Transport) {
	if r.Handler == nil {
		panic("intprefix: a Receiver needs a Handler before its connection is made")
	}
	r.Open(t, r.Handler, r.next)
}

// SendString writes s, which is borrowed until return, behind its prefix. A string whose length the
// prefix cannot say is a LengthError and nothing is written; otherwise the error is the transport's.
func (r *Receiver) SendString(s []byte) error {
	p, err := r.appendPrefix(r.prefix[:0], uint64(len(s)))
	if err != nil {
		return err
	}
	r.prefix = p
	if _, err := r.Transport.Write(p); err != nil {
		return err
	}
	_, err = r.Transport.Write(s)
	return err
}

func (r *Receiver) next(window []byte) (more bool) {
	decoder := Decoder{r.Format}
	s, n, err := decoder.Next(window)
	if err != nil {
		r.Fail(err)
	}
	if n == 0 {
		return false
	}
	r.Consume(n)
	r.Handler.StringReceived(s)
	return true
}
