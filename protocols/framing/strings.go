package framing

import "ravel/core"

// A StringCodec says how strings are told apart. It may keep how far it has read, and then serves one connection.
type StringCodec interface {
	// Next is the first string in window, and how many bytes it takes up there with all that is around it. n is 0
	// if window holds no whole one. After an error the codec is of no further use.
	//
	// window begins where the last string ended and has lost nothing since; it may have grown. s is a part of window.
	Next(window []byte) (s []byte, n int, err error)
	// AppendHead appends to dst what stands before a string of that length. The error says that no string can be
	// so long.
	AppendHead(dst []byte, length int) ([]byte, error)
	// Tail is what stands behind every string.
	Tail() string
}

// A NewStringCodec makes the codec of a connection. Each package that has one says how to get it.
type NewStringCodec func() StringCodec

// A StringHandler is told of strings. If it is an [ErrorHandler], it is told of what the codec refuses too.
type StringHandler interface {
	// StringReceived gets a string without what is around it, lent until return.
	StringReceived(s []byte)
}

// Strings is a core.Protocol that tells its Handler of strings. Embed it and set Codec and Handler before
// ConnectionMade; the rest works as it is.
type Strings struct {
	Inlet
	Codec   StringCodec
	Handler StringHandler

	head []byte // reused by SendString
}

// ConnectionMade begins to read.
func (r *Strings) ConnectionMade(t core.Transport) {
	if r.Codec == nil || r.Handler == nil {
		panic("framing: Strings need a Codec and a Handler before their connection is made")
	}
	r.Open(t, r.Handler, r.next)
}

// SendString writes s, which is borrowed until return. A string that is too long for the codec is its error and
// nothing is written; otherwise the error is the transport's.
func (r *Strings) SendString(s []byte) error {
	head, err := r.Codec.AppendHead(r.head[:0], len(s))
	if err != nil {
		return err
	}
	r.head = head
	if _, err := r.Transport.Write(head); err != nil {
		return err
	}
	if _, err = r.Transport.Write(s); err != nil {
		return err
	}
	if tail := r.Codec.Tail(); tail != "" {
		r.head = append(r.head[:0], tail...)
		_, err = r.Transport.Write(r.head)
	}
	return err
}

func (r *Strings) next(window []byte) (more bool) {
	s, n, err := r.Codec.Next(window)
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
