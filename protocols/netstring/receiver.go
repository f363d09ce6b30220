package netstring

import (
	"ravel/core"
	"ravel/protocols/framing"
)

// A Handler is told of strings. If it is a [framing.ErrorHandler], it is told of a SyntaxError too.
type Handler interface {
	// StringReceived gets a string, lent until return.
	StringReceived(s []byte)
}

// A Receiver is a core.Protocol that tells its Handler of strings. Embed it and set Handler; the rest
// works as it is. The fields are set before ConnectionMade.
type Receiver struct {
	framing.Inlet
	Handler Handler
	// MaxLength is the longest string that is received, in bytes. Default 99999.
	MaxLength int

	decoder Decoder
	head    []byte // reused by SendString
}

// ConnectionMade begins to read.
func (r *Receiver) ConnectionMade(t core.Transport) {
	if r.Handler == nil {
		panic("netstring: a Receiver needs a Handler before its connection is made")
	}
	r.decoder = Decoder{MaxLength: r.MaxLength}
	r.Open(t, r.Handler, r.next)
}

// SendString writes s, which is borrowed until return, as a netstring. The error is the transport's.
func (r *Receiver) SendString(s []byte) error {
	r.head = appendHead(r.head[:0], len(s))
	r.Transport.Write(r.head)
	r.Transport.Write(s)
	r.head = append(r.head[:0], ',')
	_, err := r.Transport.Write(r.head)
	return err
}

func (r *Receiver) next(window []byte) (more bool) {
	s, n, err := r.decoder.Next(window)
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
