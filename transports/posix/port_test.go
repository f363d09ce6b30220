//go:build linux

package posix_test

import (
	"os"
	"testing"
	"time"

	"ravel/core/port"
)

func TestPortCloseClosesEverything(t *testing.T) {
	before := openDescriptors(t)
	r := newRig(t)
	l, _ := r.listen(port.ListenConfig{At: loopback})
	a, b := r.connected(loopback)
	r.must("the first Close works", r.p.Close())
	want(t, "no descriptor is left open", openDescriptors(t), before)

	r.wantErr("closing twice is an error", r.p.Close(), port.ErrClosed)
	_, err := r.p.Wait(r.ready[:], 0)
	r.wantErr("waiting on a closed Port", err, port.ErrClosed)
	_, err = r.p.Listen(port.ListenConfig{At: loopback})
	r.wantErr("listening on a closed Port", err, port.ErrClosed)
	_, err = r.p.Dial(port.DialConfig{To: l.LocalAddr()})
	r.wantErr("dialling on a closed Port", err, port.ErrClosed)
	_, err = a.Recv()
	r.wantErr("the streams are closed", err, port.ErrClosed)
	_, err = b.Send([]byte("x"))
	r.wantErr("both of them", err, port.ErrClosed)
	_, _, err = l.Accept()
	r.wantErr("and the listener", err, port.ErrClosed)
	r.p.Wake() // allowed, and touches nobody's descriptor
	l.Close(true)
	want(t, "nothing was opened meanwhile", openDescriptors(t), before)
}

func TestNowIsMonotonic(t *testing.T) {
	r := newRig(t)
	first := r.p.Now()
	if d := time.Until(first); d > 0 || d < -time.Minute {
		t.Fatalf("Now is %v away from the system's time", d)
	}
	if r.p.Now().Before(first) {
		t.Fatal("Now went back")
	}
}

func openDescriptors(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}
