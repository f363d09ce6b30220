package contract

import (
	"bytes"
	"errors"
	"net"

	"ravel/core"
)

// A transport is what the Protocol sees of a conn.
type transport struct{ *conn }

// Unwrap is the Transport that is watched.
func (t *transport) Unwrap() core.Transport { return t.t }

func (t *transport) returned() { t.calls-- }

// Write implements core.Transport.
func (t *transport) Write(p []byte) (int, error) {
	t.calls++
	defer t.returned()
	closing := t.t.Closing()
	borrowed := append(make([]byte, 0, len(p)), p...)
	defer t.takeBack(borrowed, p)
	n, err := t.t.Write(borrowed)
	if id := t.writeBreaks(len(p), n, err, closing || t.t.Closing()); id != "" {
		t.broken(id, "%d, %v for %d bytes in states %q and %q", n, err, len(p), t.life, t.writing)
	}
	return n, err
}

// writeBreaks is the row that what Write returned breaks, or "".
func (t *transport) writeBreaks(asked, n int, err error, closing bool) string {
	took := n == asked && err == nil
	ended := n == 0 && errors.Is(err, core.ErrWriteClosed)
	gone := n == 0 && errors.Is(err, core.ErrNotConnected)
	switch {
	case asked == 0 && n == 0 || t.refused && (took || ended || gone):
		return ""
	case t.life == Lost:
		return unless(gone, "T-213")
	case t.writing != Writable:
		return unless(ended || closing && gone, "T-212")
	case closing:
		return unless(took || gone, "T-214")
	}
	if _, aware := t.p.(core.HalfCloseHandler); aware && ended {
		t.refused = true // WriteConnectionLost will tell
		return ""
	}
	return unless(took, "T-211")
}

func unless(ok bool, id string) string {
	if ok {
		return ""
	}
	return id
}

// takeBack ends the loan of borrowed, a copy of p.
func (t *transport) takeBack(borrowed, p []byte) {
	if !bytes.Equal(borrowed, p) {
		t.broken("T-215", "another slice than was lent")
	}
	spoil(borrowed)
}

// WriteSequence implements core.Transport.
func (t *transport) WriteSequence(ps [][]byte) {
	t.calls++
	defer t.returned()
	borrowed := make([][]byte, len(ps))
	for i, p := range ps {
		borrowed[i] = append(make([]byte, 0, len(p)), p...)
	}
	defer func(lent [][]byte) {
		for i, p := range ps {
			t.takeBack(lent[i], p)
		}
	}(append([][]byte(nil), borrowed...))
	t.t.WriteSequence(borrowed)
}

// LoseConnection implements core.Transport.
func (t *transport) LoseConnection() {
	t.calls++
	defer t.returned()
	t.move(LoseConnection, &t.life)
	t.t.LoseConnection()
	t.checkClosing(LoseConnection)
}

// AbortConnection implements core.Transport.
func (t *transport) AbortConnection() {
	t.calls++
	defer t.returned()
	t.aborted = t.aborted || t.life == Open && !t.t.Closing()
	t.move(AbortConnection, &t.life)
	t.t.AbortConnection()
	t.checkClosing(AbortConnection)
}

// Closing implements core.Transport.
func (t *transport) Closing() bool { return t.t.Closing() }

// LocalAddr implements core.Transport.
func (t *transport) LocalAddr() net.Addr {
	a := t.t.LocalAddr()
	t.checkAddress("LocalAddr", t.local, a)
	return a
}

// RemoteAddr implements core.Transport.
func (t *transport) RemoteAddr() net.Addr {
	a := t.t.RemoteAddr()
	t.checkAddress("RemoteAddr", t.remote, a)
	return a
}

// LoseWriteConnection implements core.HalfCloser.
func (t *transport) LoseWriteConnection() {
	t.calls++
	defer t.returned()
	if !t.t.Closing() {
		t.move(LoseWriteConnection, &t.writing)
	}
	t.t.(core.HalfCloser).LoseWriteConnection()
}

// PauseReading implements core.ReadPauser.
func (t *transport) PauseReading() {
	t.calls++
	defer t.returned()
	t.move(PauseReading, &t.reading)
	t.t.(core.ReadPauser).PauseReading()
}

// ResumeReading implements core.ReadPauser.
func (t *transport) ResumeReading() {
	t.calls++
	defer t.returned()
	t.move(ResumeReading, &t.reading)
	t.t.(core.ReadPauser).ResumeReading()
}
