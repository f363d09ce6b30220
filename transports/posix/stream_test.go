//go:build linux

package posix_test

import (
	"bytes"
	"io"
	"testing"

	"golang.org/x/sys/unix"

	"ravel/core/port"
	"ravel/transports/posix"
)

// families is where streams can lead.
func families(t *testing.T) map[string]port.Addr {
	return map[string]port.Addr{
		"tcp": loopback, "tcp6": loopback6,
		"unix": {Path: t.TempDir() + "/s"}, "abstract": {Path: "@ravel/" + t.Name() + t.TempDir()},
	}
}

func TestBytesAndTheEndBothWays(t *testing.T) {
	for name, at := range families(t) {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			a, b := r.connected(at)
			want(t, "b's peer is a", b.RemoteAddr(), a.LocalAddr())
			want(t, "a's peer is b", a.RemoteAddr(), b.LocalAddr())
			want(t, "an accepted stream is connected", b.Connected(), nil)
			_, err := b.Recv()
			r.wantErr("nothing has come yet", err, port.ErrWouldBlock)
			a.sends("hello ")
			a.sends("there")
			b.wantText("bytes come in order", "hello there")
			r.must("a's direction ends", a.CloseWrite())
			b.wantEOF("b reads the end")
			b.wantEOF("as often as it asks")
			b.sends("still here")
			a.wantText("the other direction lives on", "still here")
			b.Close(false)
			a.wantEOF("until b closes")
			local, remote := b.LocalAddr(), b.RemoteAddr()
			want(t, "addresses stay known after Close", local == a.RemoteAddr() && remote == a.LocalAddr(), true)
			_, err = b.Recv()
			r.wantErr("receiving after Close", err, port.ErrClosed)
			_, err = b.SendV([][]byte{{1}})
			r.wantErr("sending after Close", err, port.ErrClosed)
			r.wantErr("ending after Close", b.CloseWrite(), port.ErrClosed)
			r.wantErr("asking after Close", b.Connected(), port.ErrClosed)
		})
	}
}

func TestSendTakesWhatThereIsRoomFor(t *testing.T) {
	for name, at := range families(t) {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			a, b := r.connected(at)
			message := pattern(8 << 20)
			sent, got := 0, 0
			for got < len(message) {
				n, err := a.Send(message[sent:])
				sent += n
				if sent < len(message) {
					r.wantErr("what is not taken would block", err, port.ErrWouldBlock)
				}
				before := got
				for lent, err := b.Recv(); err == nil; lent, err = b.Recv() {
					if !bytes.Equal(lent, message[got:got+len(lent)]) {
						t.Fatalf("bytes differ after %d", got)
					}
					got += len(lent)
				}
				if got == before && got < len(message) {
					b.Want(port.Read)
					r.hears("more comes", &b.ear, port.Read)
				}
			}
			want(t, "everything arrived and nothing else", got, len(message))
		})
	}
}

func TestWriteIsReportedWhenThereIsRoomAgain(t *testing.T) {
	r := newRig(t)
	a, b := r.connected(loopback)
	full := pattern(1 << 20)
	var err error
	for err == nil {
		_, err = a.Send(full)
	}
	r.wantErr("the peer does not read", err, port.ErrWouldBlock)
	a.Want(port.Write)
	b.Want(port.Read)
	for a.take() == 0 {
		for _, err := b.Recv(); err == nil; _, err = b.Recv() {
		}
		r.turn(patience)
	}
	n, _ := a.Send(full)
	if n == 0 {
		t.Fatal("a was told that it can write, and could not")
	}
}

func TestSendV(t *testing.T) {
	for name, at := range families(t) {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			a, b := r.connected(at)
			for _, pieces := range []int{0, 1, 2, posix.IovMax - 1, posix.IovMax, posix.IovMax + 1, 2*posix.IovMax + 7} {
				message := pattern(5 * pieces)
				var ps [][]byte
				for i := range pieces {
					ps = append(ps, message[5*i:5*i+5], nil, []byte{})
				}
				n, err := a.SendV(ps)
				r.must("sending slices, empty ones among them", err)
				want(t, "all were taken", n, len(message))
				want(t, "in order", string(b.gets("the slices", len(message))), string(message))
				want(t, "none is kept", posix.Kept(r.p), unix.Iovec{})
			}
			big := pattern(16 << 20)
			n, err := a.SendV([][]byte{big[:100], big[100:]})
			r.wantErr("too much is taken in part", err, port.ErrWouldBlock)
			want(t, "and what was taken is the beginning", bytes.Equal(b.gets("the beginning", n), big[:n]), true)
		})
	}
}

func TestSendingNothing(t *testing.T) {
	r := newRig(t)
	a, b := r.connected(loopback)
	n, err := a.Send(nil)
	r.must("sending nothing", err)
	want(t, "takes nothing", n, 0)
	_, err = b.Recv()
	r.wantErr("and does not look like an end", err, port.ErrWouldBlock)
}

func TestAbortResets(t *testing.T) {
	for _, at := range []port.Addr{loopback, loopback6} {
		r := newRig(t)
		a, b := r.connected(at)
		a.Close(true)
		r.wantErr("the peer is reset", b.getsEnd("a reset"), unix.ECONNRESET)
		_, err := b.Send([]byte("x"))
		r.wantErr("then the pipe is broken, without a signal", err, unix.EPIPE)
		a.Close(false) // does nothing
	}
}

func TestAbortOnUNIXEndsWithoutReset(t *testing.T) {
	r := newRig(t)
	a, b := r.connected(port.Addr{Path: t.TempDir() + "/s"})
	a.Close(true)
	b.wantEOF("a UNIX socket knows no reset")
}

func TestCloseInOrderWithUnreadInput(t *testing.T) {
	for name, at := range families(t) {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			a, b := r.connected(at)
			b.Want(port.Read)
			a.Send(pattern(100 << 10))
			r.hears("input waits", &b.ear, port.Read)
			b.sends("goodbye")
			b.Close(false)
			a.wantText("what was sent arrives", "goodbye")
			a.wantEOF("and then the end of stream, no reset")
		})
	}
}

func TestALoanOutlastsSendingAndClosing(t *testing.T) {
	r := newRig(t)
	a, b := r.connected(port.Addr{Path: t.TempDir() + "/s"})
	a.sends("lent")
	b.Want(port.Read)
	r.hears("input waits", &b.ear, port.Read)
	lent, err := b.Recv()
	r.must("receiving", err)
	want(t, "appending to a loan is a copy", cap(lent), len(lent))
	a.sends("more, unread")
	b.sends("answer")
	b.Close(false)
	want(t, "the loan is intact", string(lent), "lent")
}

func TestRecvLendsAtMostItsBuffer(t *testing.T) {
	r := newRig(t)
	a, b := r.connected(port.Addr{Path: t.TempDir() + "/s"})
	sent, _ := a.Send(pattern(2 * posix.RecvMax))
	got, longest := 0, 0
	for got < sent {
		lent, err := b.Recv()
		r.must("receiving", err)
		got += len(lent)
		longest = max(longest, len(lent))
	}
	if longest > posix.RecvMax {
		t.Fatalf("%d bytes were lent at once", longest)
	}
}

func TestEchoDoesNotAllocate(t *testing.T) {
	for name, at := range families(t) {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			a, b := r.connected(at)
			message := pattern(1000)
			ps := [][]byte{message[:100], message[100:]}
			wantNoAllocations(t, "an echo", func() {
				a.Send(message)
				got, err := b.Recv()
				if err != nil {
					t.Fatal(err)
				}
				b.Send(got)
				a.Recv()
				b.SendV(ps)
				a.Recv()
				_, err = a.Recv()
				if err != port.ErrWouldBlock {
					t.Fatal(err)
				}
			})
		})
	}
}

func TestEndOfStreamIsNotAnEmptyRead(t *testing.T) {
	r := newRig(t)
	a, b := r.connected(loopback)
	a.Close(false)
	b.Want(port.Read)
	r.hears("the end is readable", &b.ear, port.Read)
	lent, err := b.Recv()
	want(t, "it is io.EOF itself", err, io.EOF)
	want(t, "without bytes", len(lent), 0)
}
