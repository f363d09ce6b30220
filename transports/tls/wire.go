package tls

import (
	"errors"
	"net"
	"time"

	"ravel/core"
)

// A wire is the net.Conn under a tls.Conn: input that has arrived, and the transport below for output.
type wire struct {
	below core.Transport
	in    []byte      // has arrived and was not taken yet
	lent  bool        // in is on loan until the present callback returns
	park  func() bool // waits for more input; false is the end. Nil once the handshake is done
	sent  int         // bytes given to below
	gone  bool        // below has ended, which it tells by itself
	cut   framing
}

var _ net.Conn = (*wire)(nil)

// errStopped ends a handshake whose connection was lost.
var errStopped = errors.New("the connection was lost")

// nothingYet is what Read returns instead of blocking. crypto/tls remembers every error but a temporary one.
type nothingYet struct{}

func (nothingYet) Error() string   { return "nothing has arrived" }
func (nothingYet) Timeout() bool   { return true }
func (nothingYet) Temporary() bool { return true }

var _ net.Error = nothingYet{}

// feed has p arrive, which is lent until keep.
func (w *wire) feed(p []byte) {
	w.cut.pass(p)
	if len(w.in) == 0 {
		w.in, w.lent = p, true
		return
	}
	w.in = append(w.in, p...)
}

// keep ends the loan: what was not taken is copied.
func (w *wire) keep() {
	switch {
	case len(w.in) == 0:
		w.in = nil
	case w.lent:
		w.in = append([]byte(nil), w.in...)
	}
	w.lent = false
}

// Read takes what has arrived. It never returns io.EOF: crypto/tls would take that for an orderly end.
func (w *wire) Read(p []byte) (int, error) {
	for len(w.in) == 0 {
		if w.park == nil {
			return 0, nothingYet{}
		}
		if !w.park() {
			return 0, errStopped
		}
	}
	n := copy(p, w.in)
	w.in = w.in[n:]
	return n, nil
}

// Write passes p on, which is borrowed until return.
func (w *wire) Write(p []byte) (int, error) {
	w.sent += len(p)
	n, err := w.below.Write(p)
	w.gone = err == core.ErrNotConnected
	return n, err
}

// Close does nothing: crypto/tls has no say in the end of the connection below.
func (w *wire) Close() error                     { return nil }
func (w *wire) LocalAddr() net.Addr              { return w.below.LocalAddr() }
func (w *wire) RemoteAddr() net.Addr             { return w.below.RemoteAddr() }
func (w *wire) SetDeadline(time.Time) error      { return nil }
func (w *wire) SetReadDeadline(time.Time) error  { return nil }
func (w *wire) SetWriteDeadline(time.Time) error { return nil }

// spent: nothing is left that Read of a tls.Conn could make something of. What is left of a record that is not
// whole yet is in the tls.Conn.
func (w *wire) spent() bool { return len(w.in) == 0 && w.cut.whole == 0 }
