//go:build linux

package posix_test

import (
	"os"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"ravel/core/port"
	"ravel/transports/posix"
)

func TestAcceptOnlyWhatIsThere(t *testing.T) {
	for name, at := range families(t) {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			l, heard := r.listen(port.ListenConfig{At: at, Mode: 0o600})
			_, _, err := l.Accept()
			r.wantErr("nobody waits", err, port.ErrWouldBlock)
			l.Want(port.Read)
			var dialled []*end
			for range 3 {
				a := r.dial(port.DialConfig{To: l.LocalAddr()})
				r.must("connecting", a.outcome())
				dialled = append(dialled, a)
				heard.take()
			}
			r.hears("peers wait", heard, port.Read)
			for _, a := range dialled {
				s, from, err := l.Accept()
				r.must("accepting", err)
				want(t, "the first comes first", from, a.LocalAddr())
				want(t, "and is known to the stream", s.RemoteAddr(), from)
				want(t, "bound where the listener is", s.LocalAddr(), l.LocalAddr())
				flags, err := unix.FcntlInt(uintptr(descriptorOf(s)), unix.F_GETFD, 0)
				r.must("asking for flags", err)
				want(t, "children do not inherit it", flags, unix.FD_CLOEXEC)
			}
			_, _, err = l.Accept()
			r.wantErr("then nobody waits", err, port.ErrWouldBlock)
			r.hearsNothing("and nothing is reported")
			l.Close(false)
			_, _, err = l.Accept()
			r.wantErr("accepting after Close", err, port.ErrClosed)
		})
	}
}

func descriptorOf(s port.Stream) int32 {
	if u, ok := s.(*posix.UNIXStream); ok {
		return u.Fd()
	}
	return s.(*posix.TCPStream).Fd()
}

func TestAPeerThatLeftBeforeItWasAccepted(t *testing.T) {
	r := newRig(t)
	l, heard := r.listen(port.ListenConfig{At: loopback})
	l.Want(port.Read)
	a := r.dial(port.DialConfig{To: l.LocalAddr()})
	r.must("connecting", a.outcome())
	a.Close(true)
	r.hears("there is something to accept", heard, port.Read)
	s, _, err := l.Accept()
	if err == port.ErrWouldBlock {
		return // the system has forgotten it
	}
	r.must("accepting what is gone is no error", err)
	r.wantErr("its stream tells", r.end(s).getsEnd("the reset"), unix.ECONNRESET)
}

func TestPeersFaultsAreSkipped(t *testing.T) {
	want(t, "a connection aborted in the backlog", posix.IsPeersFault(unix.ECONNABORTED), true)
	want(t, "running out of descriptors is our own", posix.IsPeersFault(unix.EMFILE), false)
	want(t, "nothing there is nobody's", posix.IsPeersFault(unix.EAGAIN), false)
}

// The limit of descriptors is the process's: this runs in a child.
func TestAcceptWithoutDescriptors(t *testing.T) {
	if os.Getenv("EPOLL_TEST_LIMIT") == "" {
		again(t)
		return
	}
	r := newRig(t)
	l, heard := r.listen(port.ListenConfig{At: loopback})
	var peers []*end
	for range 4 {
		peers = append(peers, r.dial(port.DialConfig{To: l.LocalAddr()}))
	}
	last := r.dial(port.DialConfig{To: l.LocalAddr()})
	r.must("the peers wait in the backlog", last.outcome())
	limitDescriptors(t, 1)

	l.Want(port.Read)
	r.hears("they are reported", heard, port.Read)
	served, _, err := l.Accept()
	r.must("one finds a descriptor", err)
	for _, peer := range peers[1:] {
		_, _, err = l.Accept()
		r.wantErr("the next finds none", err, unix.EMFILE)
		peer.wantEOF("and is turned away in order")
	}
	_, _, err = l.Accept()
	r.wantErr("the last as well", err, unix.EMFILE)
	_, _, err = l.Accept()
	r.wantErr("then nobody waits: that is no exhaustion", err, port.ErrWouldBlock)
	r.hearsNothing("nor readiness without end")

	served.Close(false)
	again := r.dial(port.DialConfig{To: l.LocalAddr()})
	r.must("room again, and a peer takes it", again.outcome())
	_, _, err = l.Accept()
	r.wantErr("which leaves none for its other end", err, unix.EMFILE)
	again.Close(false)

	// Without the reserve the peer cannot even be turned away: the listener rests instead of spinning.
	again = r.dial(port.DialConfig{To: l.LocalAddr()})
	r.must("another peer", again.outcome())
	posix.CloseReserve(r.p)
	thief, err := unix.Dup(0)
	r.must("another part of the program takes the reserve", err)
	r.hears("the peer is reported", heard, port.Read)
	start := time.Now()
	_, _, err = l.Accept()
	r.wantErr("and cannot be accepted", err, unix.EMFILE)
	r.hears("the listener is reported again", heard, port.Read)
	if took := time.Since(start); took < posix.RestFor {
		t.Fatalf("after %v, without a rest", took)
	}
	unix.Close(thief)
	_, _, err = l.Accept()
	r.must("descriptors being there again, the peer is served", err)
}

func TestAcceptAllocatesTheStreamAlone(t *testing.T) {
	r := newRig(t)
	l, _ := r.listen(port.ListenConfig{At: loopback})
	const n = 101
	for range n {
		r.must("connecting", r.dial(port.DialConfig{To: l.LocalAddr()}).outcome())
	}
	allocations := testing.AllocsPerRun(n-2, func() {
		if _, _, err := l.Accept(); err != nil {
			t.Fatal(err)
		}
	})
	if allocations > 1 {
		t.Fatalf("%v allocations for one connection", allocations)
	}
}
