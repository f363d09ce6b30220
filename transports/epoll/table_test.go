//go:build linux

package epoll

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"ravel/core/port"
)

// watches is what the kernel says it watches for fd on the rig's epoll instance; 0 is nothing.
func (r *rig) watches(fd int32) (events uint32) {
	r.Helper()
	info, err := os.ReadFile(fmt.Sprintf("/proc/self/fdinfo/%d", r.p.epfd))
	r.must("the kernel lists registrations", err)
	for _, m := range regexp.MustCompile(`tfd: +(\d+) events: +([0-9a-f]+)`).FindAllStringSubmatch(string(info), -1) {
		if m[1] == fmt.Sprint(fd) {
			fmt.Sscanf(m[2], "%x", &events)
		}
	}
	return events &^ (unix.EPOLLERR | unix.EPOLLHUP)
}

func TestInterestIsToldLazily(t *testing.T) {
	r := newRig(t)
	_, a := r.connected(loopback)
	fd := a.Stream.(*tcpStream).fd
	a.Want(port.Read)
	want(t, "wanting alone tells the kernel nothing", r.watches(fd), 0)
	a.Want(0)
	r.turn(0)
	want(t, "and what was taken back never reaches it", r.watches(fd), 0)
	a.Want(port.Read)
	r.turn(0)
	want(t, "the next Wait tells", r.watches(fd), unix.EPOLLIN)
	a.Want(port.Read | port.Write)
	a.Want(port.Closed)
	r.turn(0)
	want(t, "and tells the last wish alone", r.watches(fd), unix.EPOLLRDHUP)
	a.Want(0)
	r.turn(0)
	want(t, "nothing wanted is nothing registered", r.watches(fd), 0)
	a.Want(port.Read)
	a.Close(false)
	a.Want(port.Read)
	r.hearsNothing("a closed Sock wants in vain")
}

func TestAReusedDescriptorHearsNothingOfItsFormerOwner(t *testing.T) {
	r := newRig(t)
	a, b := r.connected(loopback)
	b.Want(port.Read)
	r.turn(0)
	old := b.Stream.(*tcpStream)
	fd := old.fd

	// The open file outlives b's descriptor, and with it b's registration.
	keep, err := unix.Dup(int(fd))
	r.must("duplicating", err)
	b.Close(false)
	l, _ := r.listen(port.ListenConfig{At: loopback})
	want(t, "the listener got b's number", l.fd, fd)
	heir := &ear{}
	l.handler = heir
	l.Want(port.Read)
	a.sends("for b alone")
	r.hearsNothing("the registration is b's, not the number's")
	want(t, "and the heir heard nothing", heir.take(), 0)

	// The registration cannot be removed any more, and it is ready for ever: it must not cost one wake
	// a turn for ever.
	for range staleMax {
		r.turn(0)
	}
	want(t, "the epoll instance was replaced", r.p.stale, 0)
	start := time.Now()
	r.turn(5 * time.Millisecond)
	if took := time.Since(start); took < 5*time.Millisecond {
		t.Fatalf("after %d stale events they still end a sleep, after %v", staleMax, took)
	}
	want(t, "the heir is registered on the new one", r.watches(fd), unix.EPOLLIN)
	go r.p.Wake()
	want(t, "and Wake works there", r.turn(-1), 0)
	unix.Close(keep)
}

func TestASharedDescriptorIsDeregisteredOnClose(t *testing.T) {
	r := newRig(t)
	a, b := r.connected(loopback)
	s := b.Stream.(*tcpStream)
	s.shared = true
	keep, err := unix.Dup(int(s.fd))
	r.must("duplicating", err)
	defer unix.Close(keep)
	b.Want(port.Read)
	r.turn(0)
	fd := s.fd
	a.sends("x")
	b.Close(false)
	want(t, "nothing is left behind", r.watches(fd), 0)
	r.hearsNothing("nor reported")
	want(t, "not even as stale", r.p.stale, 0)
}

// A borrower is a sock over a descriptor that another owns.
type borrower struct {
	sock
	ear
}

func (r *rig) borrow(fd int) *borrower {
	b := &borrower{sock: sock{borrowed: true}}
	b.Attach(&b.ear)
	r.p.add(&b.sock, fd)
	return b
}

func TestWhatEpollCannotWatchIsAlwaysReady(t *testing.T) {
	r := newRig(t)
	path := filepath.Join(t.TempDir(), "file")
	r.must("a file", os.WriteFile(path, []byte("text"), 0o600))
	f, err := os.Open(path)
	r.must("opening", err)
	defer f.Close()
	b := r.borrow(int(f.Fd()))
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
	always := []*borrower{}
	for range 3 {
		fd, err := unix.Dup(int(f.Fd()))
		r.must("duplicating", err)
		defer unix.Close(fd)
		b := r.borrow(fd)
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
	b := r.borrow(pipe[0])
	b.Want(port.Read)
	r.hearsNothing("the pipe is empty")
	unix.Close(pipe[0])
	b.Want(port.Read | port.Closed)
	r.hears("its next wish shows that it is gone", &b.ear, port.Read|port.Closed)
	want(t, "which is noted", b.gone, true)
	b.Close(false)
	r.hearsNothing("closed, it is forgotten")
}

func TestADescriptorTakenOverByAnotherSock(t *testing.T) {
	r := newRig(t)
	var pipe [2]int
	r.must("a pipe", unix.Pipe2(pipe[:], unix.O_NONBLOCK|unix.O_CLOEXEC))
	b := r.borrow(pipe[0])
	b.Want(port.Read)
	r.turn(0)
	unix.Close(pipe[0])
	l, heard := r.listen(port.ListenConfig{At: loopback})
	want(t, "the listener got the pipe's number", int(l.fd), pipe[0])
	want(t, "the former owner has lost it", b.gone, true)
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
	r.p.flush()
	r.p.putOff(&b.Stream.(*tcpStream).sock)
	r.hearsNothing("put off, b is not watched")
	start := time.Now()
	r.hears("b comes back by itself", &b.ear, port.Read)
	if took := time.Since(start); took > patience/2 {
		t.Fatalf("only after %v", took)
	}
	r.p.putOff(&b.Stream.(*tcpStream).sock)
	b.Close(false)
	r.turn(2 * restFor)
	r.hearsNothing("a Sock closed meanwhile does not come back")
}

func TestARestEndsWithWhoeverRests(t *testing.T) {
	r := newRig(t)
	_, b := r.connected(loopback)
	b.Want(port.Read)
	r.p.putOff(&b.Stream.(*tcpStream).sock) // it is marked already and told of in the next Wait
	r.turn(0)
	r.turn(restFor)
	start := time.Now()
	r.turn(2 * restFor)
	if took := time.Since(start); took < 2*restFor {
		t.Fatalf("nobody rests any more, and yet the wait was cut to %v", took)
	}
}
