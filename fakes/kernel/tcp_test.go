package kernel_test

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"ravel/core/port"
	"ravel/fakes/fabric"
	"ravel/fakes/kernel"
)

// The order of errors here is what Linux 6 shows on loopback.

func TestTCPBytesBothWays(t *testing.T) {
	r := newRig(t)
	c, s := r.connection()
	r.wantRecv(s, wouldBlock, "nothing was sent")
	r.sends(c, "hello ")
	r.sends(c, "world")
	r.wantRecv(s, "hello world", "one Recv returns all that has arrived")
	r.sends(s, "back")
	r.wantRecv(c, "back", "")
	if c.LocalAddr() != s.RemoteAddr() || c.RemoteAddr() != s.LocalAddr() {
		t.Error("the ends disagree on their addresses:", c.LocalAddr(), s.RemoteAddr())
	}
}

func TestTCPHalfClose(t *testing.T) {
	r := newRig(t)
	c, s := r.connection()
	m := watch(c, everything)
	r.wantReady(r.a, m, port.Write, "an open connection can be written")
	r.sends(s, "last")
	r.wantErr(s.CloseWrite(), nil, "")
	r.settle()
	r.wantReady(r.a, m, everything, "the end of stream makes readable and is Closed")
	r.wantRecv(c, "last", "bytes come before the end of stream")
	r.wantRecv(c, eof, "")
	r.wantRecv(c, eof, "the end stays")
	r.wantSend(s, broken, "this end has ended its direction")
	r.sends(c, "still")
	r.wantRecv(s, "still", "the other direction is open")
	r.wantErr(c.CloseWrite(), nil, "")
	r.settle()
	r.wantRecv(s, eof, "")
	c.Close(false)
	s.Close(false)
	r.settle()
	wantOpen(r, r.a)
	wantOpen(r, r.b)
}

func wantOpen(r *rig, h *kernel.Host, want ...string) {
	r.Helper()
	if got := h.Open(); strings.Join(got, "|") != strings.Join(want, "|") {
		r.Errorf("open on %s: %q, want %q", h.Name(), got, want)
	}
}

func TestTCPWriteAfterThePeerClosed(t *testing.T) {
	r := newRig(t)
	c, s := r.connection()
	r.sends(s, "q")
	s.Close(false)
	r.settle()
	r.wantSend(c, nil, "the first write is taken, and answered with a reset")
	r.wantSend(c, broken, "after the peer's end of stream a reset is a broken pipe")
	r.wantRecv(c, "q", "what had arrived can be read")
	r.wantRecv(c, eof, "the end of stream had come before the reset")
	r.wantSend(c, broken, "")
}

func TestTCPResetAfterData(t *testing.T) {
	r := newRig(t)
	c, s := r.connection()
	r.sends(s, "queued")
	s.Close(true)
	r.settle()
	r.wantReady(r.a, watch(c, everything), everything, "an error is ready for everything")
	r.wantRecv(c, "queued", "what had arrived can be read")
	r.wantRecv(c, reset, "then the reset, once")
	r.wantRecv(c, eof, "then nothing more")
	r.wantSend(c, broken, "")
	r.wantErr(c.CloseWrite(), syscall.ENOTCONN, "")
}

func TestTCPCloseWithUnreadBytesResets(t *testing.T) {
	r := newRig(t)
	c, s := r.connection()
	r.sends(c, "unread")
	s.Close(false)
	r.settle()
	r.wantSend(c, reset, "who asks first hears of the reset")
	r.wantSend(c, broken, "")
	r.wantRecv(c, eof, "")
}

func TestTCPBytesForAClosedEndReset(t *testing.T) {
	r := newRig(t)
	c, s := r.connection()
	r.sends(c, "x")
	r.wantRecv(s, "x", "")
	s.Close(false)
	if n, err := c.Send([]byte("crossing")); n != 8 || err != nil {
		t.Fatal(n, err)
	}
	r.settle()
	r.wantRecv(c, eof, "the end of stream came first")
	r.wantSend(c, broken, "the bytes found nobody")
	wantOpen(r, r.b)
}

func TestTCPBackPressure(t *testing.T) {
	r := newRigWith(t, kernel.Config{SendBuffer: 900}, kernel.Config{RecvBuffer: 1000})
	c, s := r.connection()
	n, err := c.Send(make([]byte, 5000))
	if n != 1900 {
		t.Errorf("took %d bytes, want the window and the send buffer", n)
	}
	r.wantErr(err, wouldBlock, "a partial Send comes with ErrWouldBlock")
	r.settle()
	m := watch(c, port.Write)
	r.wantReady(r.a, m, 0, "there is no room")
	r.wantRecv(s, strings.Repeat("\x00", 1000), "the window")
	r.settle()
	r.wantReady(r.a, m, port.Write, "the peer has read")
	r.wantRecv(s, strings.Repeat("\x00", 900), "")
	r.wantRecv(s, wouldBlock, "")
	if n, err := c.Send(make([]byte, 1000)); n != 1000 || err != nil {
		t.Errorf("took %d, %v; want all of it", n, err)
	}
}

func TestTCPWritableAgainWhenAThirdIsFree(t *testing.T) {
	r := newRigWith(t, kernel.Config{SendBuffer: 900}, kernel.Config{RecvBuffer: 100})
	c, s := r.connection()
	_, err := c.Send(make([]byte, 1000))
	r.wantErr(err, nil, "it fits exactly")
	r.wantSend(c, wouldBlock, "")
	m := watch(c, port.Write)
	for range 2 {
		r.wantRecv(s, strings.Repeat("\x00", 100), "")
		r.settle()
		r.wantReady(r.a, m, 0, "less than a third of the buffer is free")
	}
	r.wantRecv(s, strings.Repeat("\x00", 100), "")
	r.settle()
	r.wantReady(r.a, m, port.Write, "a third is free")
}

func TestTCPCloseSendsWhatWasTaken(t *testing.T) {
	r := newRigWith(t, kernel.Config{}, kernel.Config{RecvBuffer: 10})
	c, s := r.connection()
	r.sends(c, "more than ten bytes")
	c.Close(false)
	wantOpen(r, r.a, "closed: tcp 10.0.0.1:32769 to 10.0.0.2:32768, 9 bytes unsent")
	r.settle()
	r.wantRecv(s, "more than ", "")
	r.settle()
	r.wantRecv(s, "ten bytes", "a closed end goes on sending")
	r.settle()
	r.wantRecv(s, eof, "and then ends the stream")
	wantOpen(r, r.a)
}

func TestTCPAbortDropsWhatWasTaken(t *testing.T) {
	r := newRigWith(t, kernel.Config{}, kernel.Config{RecvBuffer: 10})
	c, s := r.connection()
	r.sends(c, "more than ten bytes")
	c.Close(true)
	r.settle()
	r.wantRecv(s, "more than ", "")
	r.wantRecv(s, reset, "the rest is lost")
	wantOpen(r, r.a)
}

func TestTCPSendV(t *testing.T) {
	r := newRigWith(t, kernel.Config{SendBuffer: 3}, kernel.Config{RecvBuffer: 4})
	c, s := r.connection()
	n, err := c.SendV([][]byte{[]byte("ab"), nil, []byte("cde"), []byte("fgh"), []byte("i")})
	if n != 7 {
		t.Errorf("took %d, want 7", n)
	}
	r.wantErr(err, wouldBlock, "")
	r.settle()
	r.wantRecv(s, "abcd", "")
	r.settle()
	r.wantRecv(s, "efg", "")
}

func TestTCPOptions(t *testing.T) {
	r := newRig(t)
	l := must(r.b.Listen(port.ListenConfig{At: at("10.0.0.2:80"), KeepAlive: true}))
	c := must(r.a.Dial(port.DialConfig{To: l.LocalAddr(), NoDelay: true})).(port.StreamOptions)
	r.settle()
	accepted, _, _ := l.Accept()
	s := accepted.(port.StreamOptions)
	for _, x := range []struct {
		got  bool
		want bool
		what string
	}{
		{must(c.NoDelay()), true, "asked for when dialling"},
		{must(c.KeepAlive()), false, "not asked for"},
		{must(s.NoDelay()), false, "not asked for"},
		{must(s.KeepAlive()), true, "asked for when listening"},
	} {
		if x.got != x.want {
			t.Errorf("got %v: %s", x.got, x.what)
		}
	}
	r.wantErr(c.SetNoDelay(false), nil, "")
	if must(c.NoDelay()) {
		t.Error("it was set off")
	}
	accepted.Close(false)
	r.wantErr(s.SetKeepAlive(true), port.ErrClosed, "")
}

func TestTCPBytesWaitForAPartitionToHeal(t *testing.T) {
	r := newRig(t)
	c, s := r.connection()
	r.f.Cut("a", "b")
	r.sends(c, "one ")
	r.sends(c, "two")
	r.passes(time.Minute)
	r.wantRecv(s, wouldBlock, "the link is cut")
	r.sends(s, "other way")
	r.wantRecv(c, "other way", "one direction alone is cut")
	r.f.Mend("a", "b")
	r.settle()
	r.wantRecv(s, "one two", "nothing is lost, and in order")
}

func TestTCPGivesUp(t *testing.T) {
	r := newRig(t)
	c, s := r.connection()
	r.f.Partition([]string{"a"}, []string{"b"})
	r.sends(c, "lost")
	r.passes(fabric.GiveUp - 1)
	r.wantRecv(c, wouldBlock, "it is still being tried")
	r.passes(1)
	r.wantRecv(c, syscall.ETIMEDOUT, "")
	r.f.Heal()
	r.settle()
	r.wantRecv(s, wouldBlock, "the peer knows nothing: half open")
	r.sends(s, "anybody?")
	r.wantRecv(s, reset, "until it sends something")
}

func TestTCPHalfOpenAfterAPowerLoss(t *testing.T) {
	r := newRig(t)
	c, _ := r.connection()
	r.f.Detach(r.b)
	r.sends(c, "into the void")
	r.wantRecv(c, wouldBlock, "nobody answers")
	r.f.Attach(kernel.Config{Name: "b", Addrs: addrs("10.0.0.2", "fd00::2")})
	r.sends(c, "hello?")
	r.wantRecv(c, reset, "the machine is back and knows of no connection")
}

func TestTCPResetByTheWire(t *testing.T) {
	r := newRig(t)
	c, s := r.connection()
	r.f.Reset("a", "b")
	r.settle()
	r.wantRecv(c, reset, "")
	r.wantRecv(s, reset, "both ends")
}
