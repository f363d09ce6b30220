package tls

import (
	"errors"
	"net"
	"testing"
)

func TestAWireWithNothingSaysThatItMayHaveMoreLater(t *testing.T) {
	w := &wire{}
	_, err := w.Read(make([]byte, 1))
	var n net.Error
	//lint:ignore SA1019 crypto/tls asks for it
	if !errors.As(err, &n) || !n.Timeout() || !n.Temporary() {
		t.Errorf("Read returned %v, want what crypto/tls does not remember", err)
	}
}

func TestAWireKeepsWhatWasLent(t *testing.T) {
	w := &wire{}
	lent := []byte("abc")
	w.feed(lent)
	p := make([]byte, 1)
	w.Read(p)
	w.keep()
	copy(lent, "xyz")
	w.feed([]byte("d"))
	p = make([]byte, 9)
	if n, err := w.Read(p); err != nil || string(p[:n]) != "bcd" {
		t.Errorf("Read returned %q, %v, want what arrived, not what the lender made of it", p[:n], err)
	}
	if w.keep(); w.in != nil {
		t.Error("what was taken is kept")
	}
}

func TestAWireParksInAHandshake(t *testing.T) {
	w := &wire{}
	parks := 0
	w.park = func() bool {
		parks++
		w.feed([]byte("a"))
		return parks < 2
	}
	p := make([]byte, 1)
	if n, err := w.Read(p); n != 1 || err != nil || parks != 1 {
		t.Errorf("Read returned %d, %v after %d parks, want the byte that came meanwhile", n, err, parks)
	}
	if _, err := w.Read(p); !errors.Is(err, errStopped) {
		t.Errorf("a Read that was stopped returned %v", err)
	}
}
