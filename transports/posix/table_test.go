//go:build linux

package posix_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"ravel/core/port"
	"ravel/transports/posix"
)

func TestAFileThatNeverBlocksIsAlwaysReady(t *testing.T) {
	r := newRig(t)
	path := filepath.Join(t.TempDir(), "file")
	r.must("a file", os.WriteFile(path, []byte("text"), 0o600))
	f, err := os.Open(path)
	r.must("opening", err)
	defer f.Close()
	b := r.watch(int(f.Fd()))
	b.Want(port.Read)
	want(t, "reported", r.turn(-1), 1)
	want(t, "as what it wants", b.take(), port.Read)
	want(t, "and again", r.turn(-1), 1)
	b.Want(port.Read | port.Write)
	b.take()
	r.turn(-1)
	want(t, "also as what it wants later", b.take(), port.Read|port.Write)
	b.Want(0)
	r.hearsNothing("wanting nothing it is not reported")
	b.Want(port.Write)
	want(t, "wanting again it is", r.turn(-1), 1)
	b.Close(false)
	r.hearsNothing("and not after Close")
	_, err = f.Stat()
	r.must("the descriptor was borrowed and is open", err)
}

func TestAlwaysReadyAndSocketsShareABatch(t *testing.T) {
	r := newRig(t)
	f, err := os.Open("/proc/self/status")
	r.must("opening", err)
	defer f.Close()
	always := []*watching{}
	for range 3 {
		fd, err := unix.Dup(int(f.Fd()))
		r.must("duplicating", err)
		defer unix.Close(fd)
		b := r.watch(fd)
		b.Want(port.Read)
		always = append(always, b)
	}
	a, _ := r.connected(loopback)
	a.Want(port.Write)
	for range 12 {
		n, err := r.p.Wait(r.ready[:2], -1)
		r.must("a small batch", err)
		for _, ready := range r.ready[:n] {
			ready.Handler.Ready(ready.What)
		}
	}
	want(t, "the socket is reported", a.take(), port.Write)
	for i, b := range always {
		if b.take() != port.Read {
			t.Errorf("%d was starved", i)
		}
	}
}

func TestADescriptorClosedBehindItsSock(t *testing.T) {
	r := newRig(t)
	var pipe [2]int
	r.must("a pipe", unix.Pipe2(pipe[:], unix.O_NONBLOCK|unix.O_CLOEXEC))
	defer unix.Close(pipe[1])
	b := r.watch(pipe[0])
	b.Want(port.Read)
	r.hearsNothing("the pipe is empty")
	unix.Close(pipe[0])
	b.Want(port.Read | port.Closed)
	r.hears("its next wish shows that it is gone", &b.ear, port.Read|port.Closed)
	want(t, "which is noted", b.Gone(), true)
	b.Close(false)
	r.hearsNothing("closed, it is forgotten")
}

func TestADescriptorTakenOverByAnotherSock(t *testing.T) {
	r := newRig(t)
	var pipe [2]int
	r.must("a pipe", unix.Pipe2(pipe[:], unix.O_NONBLOCK|unix.O_CLOEXEC))
	b := r.watch(pipe[0])
	b.Want(port.Read)
	r.turn(0)
	unix.Close(pipe[0])
	l, heard := r.listen(port.ListenConfig{At: loopback})
	want(t, "the listener got the pipe's number", int(l.Fd()), pipe[0])
	want(t, "the former owner has lost it", b.Gone(), true)
	r.hears("and is told", &b.ear, port.Read)
	b.Close(false)
	l.Want(port.Read)
	r.connect(l, heard)
	unix.Close(pipe[1])
}

func TestWhatTheSystemRefusesIsTriedAgain(t *testing.T) {
	r := newRig(t)
	a, b := r.connected(loopback)
	a.sends("x")
	b.Want(port.Read)
	posix.Flush(r.p)
	posix.PutOff(b.Stream)
	if most := posix.Patience(r.p, -1); most < 0 || most > posix.RestFor {
		t.Fatalf("a wait for ever would last %v, want it cut to what is left of b's rest", most)
	}
	posix.Rest(r.p, time.Hour)
	r.hearsNothing("put off, b is not watched")
	posix.Rest(r.p, 0)
	r.hears("rested, b comes back by itself", &b.ear, port.Read)
	posix.PutOff(b.Stream)
	b.Close(false)
	r.turn(2 * posix.RestFor)
	r.hearsNothing("a Sock closed meanwhile does not come back")
}

func TestARestEndsWithWhoeverRests(t *testing.T) {
	r := newRig(t)
	_, b := r.connected(loopback)
	b.Want(port.Read)
	posix.PutOff(b.Stream) // it is marked already and told of in the next Wait
	r.turn(0)
	want(t, "nobody rests any more, and no wait is cut", posix.Patience(r.p, time.Hour), time.Hour)
}

func TestWhoLostItsDescriptorTouchesTheNextOwnersNoMore(t *testing.T) {
	for _, abort := range []bool{false, true} {
		r := newRig(t)
		a, _ := r.connected(loopback)
		l, ready := r.listen(port.ListenConfig{At: loopback})
		peer := r.dial(port.DialConfig{To: l.LocalAddr()})
		l.Want(port.Read)
		r.hears("somebody waits", ready, port.Read)
		number := a.Stream.(*posix.TCPStream).Fd()
		unix.Close(int(number)) // somebody's mistake
		r.nextDescriptor(int(number))
		st, _, err := l.Accept()
		r.must("accepting", err)
		next := r.end(st)
		want(t, "the number is another's now", next.Stream.(*posix.TCPStream).Fd(), number)
		peer.sends("question")
		next.Want(port.Read)
		r.hears("it arrives", &next.ear, port.Read)
		_, err = a.Recv()
		r.wantErr("who lost it reads nothing of it", err, port.ErrClosed)
		_, err = a.Send([]byte("x"))
		r.wantErr("and writes nothing to it", err, port.ErrClosed)
		next.Want(0)
		a.Want(port.Read)
		r.hears("who asks is told to look", &a.ear, port.Read)
		a.Close(abort)
		r.hearsNothing("until it closes")
		next.wantText("what the next owner has not read is still there", "question")
		next.sends("answer")
		next.Close(false)
		peer.wantText("what it sent arrives", "answer")
		peer.wantEOF("and its end is one in order")
	}
}

// nextDescriptor takes every free number below that one until the test ends.
func (r *rig) nextDescriptor(number int) {
	r.Helper()
	for {
		fd, err := unix.Open("/dev/null", unix.O_RDONLY|unix.O_CLOEXEC, 0)
		r.must("opening", err)
		if fd >= number {
			unix.Close(fd)
			want(r, "the number is free", fd, number)
			return
		}
		r.Cleanup(func() { unix.Close(fd) })
	}
}
