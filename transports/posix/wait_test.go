//go:build linux

package posix_test

import (
	"math"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"ravel/core/port"
)

func TestWaitIsNeverShort(t *testing.T) {
	undisturbed(t)
	r := newRig(t)
	for _, d := range []time.Duration{time.Nanosecond, 300 * time.Microsecond, 1500 * time.Microsecond, 7 * time.Millisecond} {
		start := time.Now()
		n, err := r.p.Wait(r.ready[:], d)
		took := time.Since(start)
		r.must("nothing to report is no error", err)
		want(t, "nobody is ready", n, 0)
		if took < d {
			t.Errorf("Wait(%v) took %v: a timer would be found not due, and the loop spin", d, took)
		}
	}
}

func TestWaitForCenturies(t *testing.T) {
	r := newRig(t)
	a, b := r.connected(loopback)
	a.sends("x")
	b.Want(port.Read)
	want(t, "the longest timeout waits until there is something", r.turn(math.MaxInt64), 1)
}

func TestReadinessIsByLevel(t *testing.T) {
	r := newRig(t)
	a, b := r.connected(loopback)
	a.sends("hello")
	b.Want(port.Read)
	r.hears("bytes wait", &b.ear, port.Read)
	r.hears("and still do: nobody read them", &b.ear, port.Read)
	b.Want(0)
	r.hearsNothing("wanting nothing, nobody is told")
	b.Want(port.Read | port.Write)
	r.hears("wanting again, they are reported again", &b.ear, port.Read|port.Write)
	b.wantText("the bytes are there", "hello")
	b.Want(port.Read)
	r.hearsNothing("having read them, nothing is left to report")
}

func TestClosedIsReportedWithoutReading(t *testing.T) {
	r := newRig(t)
	a, b := r.connected(loopback)
	b.Want(port.Closed)
	a.sends("unread")
	r.hearsNothing("bytes are not what b waits for")
	r.must("the end is sent", a.CloseWrite())
	r.hears("the peer's end is", &b.ear, port.Closed)
	b.wantText("and the bytes before it are intact", "unread")
}

func TestHangUpOfWhoWantsNothingDoesNotSpin(t *testing.T) {
	undisturbed(t)
	r := newRig(t)
	a, b := r.connected(loopback)
	b.Want(port.Read)
	r.hearsNothing("the peer is silent")
	b.Want(0)
	a.Close(true)
	start := time.Now()
	want(t, "a reset is not reported to who wants nothing", r.turn(20*time.Millisecond), 0)
	if took := time.Since(start); took < 20*time.Millisecond {
		t.Fatalf("the wait ended after %v: the hang-up woke it", took)
	}
	b.Want(port.Closed)
	r.hears("it is to who asks", &b.ear, port.Closed)
}

func TestAnErrorIsEverythingThatIsWanted(t *testing.T) {
	r := newRig(t)
	a, b := r.connected(loopback)
	b.Want(port.Write)
	r.hears("b can write", &b.ear, port.Write)
	a.Close(true)
	b.Want(port.Read | port.Closed)
	r.hears("a reset is reported as all that b wants, and nothing else", &b.ear, port.Read|port.Closed)
	_, err := b.Recv()
	r.wantErr("Recv says what it was", err, unix.ECONNRESET)
}

// A closer closes another Sock when it is told of its own.
type closer struct {
	victim *end
	told   int
}

func (c *closer) Ready(port.Interest) { c.told++; c.victim.Close(false) }

func TestASockClosedInItsBatchIsNotTold(t *testing.T) {
	r := newRig(t)
	a1, b1 := r.connected(loopback)
	a2, b2 := r.connected(loopback)
	first, second := &closer{victim: b2}, &closer{victim: b1}
	b1.Attach(first)
	b2.Attach(second)
	b1.Want(port.Read)
	b2.Want(port.Read)
	a1.sends("x")
	a2.sends("x")
	for first.told+second.told == 0 {
		r.turn(patience)
	}
	want(t, "whoever came first closed the other, which was told nothing", first.told+second.told, 1)
}

func TestACloseAfterItsBatchTouchesNoOtherBatch(t *testing.T) {
	r := newRig(t)
	a, b := r.connected(loopback)
	a.sends("x")
	b.Want(port.Read)
	r.hears("b is in the batch", &b.ear, port.Read)
	other, _ := r.connected(loopback)
	other.Want(port.Write)
	n, err := r.p.Wait(r.ready[:1], 0)
	r.must("a later batch", err)
	want(t, "has room for one", n, 1)
	for range 3 { // until the kernel's turn-taking puts the other into the one place
		if r.ready[0].Handler == port.Handler(&other.ear) {
			break
		}
		_, err = r.p.Wait(r.ready[:1], 0)
		r.must("the next batch", err)
	}
	b.Close(false)
	want(t, "the entry is another's and stays", r.ready[0].Handler, port.Handler(&other.ear))
}

func TestMoreReadyThanRoom(t *testing.T) {
	r := newRig(t)
	var ends []*end
	for range 8 {
		a, _ := r.connected(loopback)
		a.Want(port.Write)
		ends = append(ends, a)
	}
	for range 16 {
		n, err := r.p.Wait(r.ready[:2], 0)
		r.must("a small batch", err)
		want(t, "is filled", n, 2)
		for _, ready := range r.ready[:n] {
			ready.Handler.Ready(ready.What)
		}
	}
	for i, e := range ends {
		if e.take() == 0 {
			t.Errorf("end %d was starved by the others", i)
		}
	}
	n, err := r.p.Wait(nil, 0)
	r.must("no room at all", err)
	want(t, "reports nobody", n, 0)
}

func TestWaitDoesNotAllocate(t *testing.T) {
	r := newRig(t)
	a, b := r.connected(loopback)
	b.Want(port.Read)
	message := pattern(64)
	wantNoAllocations(t, "a message there and looking for it", func() {
		a.Send(message)
		r.p.Wait(r.ready[:], patience)
		b.Recv()
		b.Want(port.Read | port.Write)
		r.p.Wait(r.ready[:], 0)
		b.Want(port.Read)
		r.p.Wait(r.ready[:], time.Nanosecond)
	})
}

func wantNoAllocations(t *testing.T, why string, f func()) {
	t.Helper()
	f() // buffers grow once
	if n := testing.AllocsPerRun(100, f); n != 0 {
		t.Fatalf("%s: %v allocations a run", why, n)
	}
}

func TestAHangUpThatNobodyWantsEndsNoSleep(t *testing.T) {
	r := newRig(t)
	a, b := r.passing()
	a.sends("unread")
	b.Want(port.Failed) // what a machine asks for that has read ahead as much as it may
	a.Close(false)
	r.hearsNothing("an end in order is no failure")
	start := time.Now()
	want(t, "nothing is ready", r.turn(time.Millisecond), 0)
	if slept := time.Since(start); slept < time.Millisecond {
		t.Fatalf("a Wait of 1ms slept %v: the hang-up, which the kernel tells unasked, ends every one", slept)
	}
	b.Want(port.Read)
	r.hears("who wants to read is told", &b.ear, port.Read)
	b.wantText("of what was left", "unread")
	b.wantEOF("and of the end")
}
