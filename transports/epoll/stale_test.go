//go:build linux

package epoll

import (
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"ravel/core/port"
)

func TestAReusedDescriptorHearsNothingOfItsFormerOwner(t *testing.T) {
	undisturbed(t)
	r := newRig(t)
	a, b, _ := r.connected()
	b.Want(port.Read)
	r.turn(0)
	number := fd(b)

	// The open file outlives b's descriptor, and with it b's registration.
	keep, err := unix.Dup(int(number))
	r.must("duplicating", err)
	b.Close(false)
	l, heir := r.listen()
	for fd(l) != number { // lower numbers were free
		l, heir = r.listen()
	}
	l.Want(port.Read)
	r.sends(a, "for b alone")
	want(t, "the registration is b's, not the number's", r.turn(0), 0)
	want(t, "and the heir heard nothing", heir.take(), 0)

	// The registration cannot be removed any more, and it is ready for ever: it must not cost one wake
	// a turn for ever.
	for range staleMax {
		r.turn(0)
	}
	want(t, "the instance was replaced", r.e.stale, 0)
	start := time.Now()
	r.turn(5 * time.Millisecond)
	if took := time.Since(start); took < 5*time.Millisecond {
		t.Fatalf("after %d stale events they still end a sleep, after %v", staleMax, took)
	}
	want(t, "the heir is registered on the new one", r.registered(number), unix.EPOLLIN)
	go r.p.Wake()
	want(t, "and Wake works there", r.turn(-1), 0)
	unix.Close(keep)
}
