//go:build linux

package posix_test

import (
	"encoding/binary"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"ravel/transports/posix"
)

func TestWakeEndsASleepOnce(t *testing.T) {
	undisturbed(t)
	r := newRig(t)
	for range 100 {
		go r.p.Wake()
		want(t, "woken without anything to report", r.turn(-1), 0)
	}
	start := time.Now()
	r.turn(5 * time.Millisecond)
	if took := time.Since(start); took < 5*time.Millisecond {
		// The last Wake may have come a moment late and end one more; never two.
		start = time.Now()
		r.turn(5 * time.Millisecond)
		if took := time.Since(start); took < 5*time.Millisecond {
			t.Fatalf("a Wake that was answered ended another sleep after %v", took)
		}
	}
}

func TestWakeBeforeTheSleepIsKept(t *testing.T) {
	r := newRig(t)
	r.p.Wake()
	want(t, "the next Wait returns at once", r.turn(-1), 0)
	want(t, "and no system call was made for it", r.rings(), 0)
}

func TestWakeWritesOnceASleep(t *testing.T) {
	r := newRig(t)
	const sleeps, wakers = 20, 8
	for range sleeps {
		var wg sync.WaitGroup
		for range wakers {
			wg.Go(r.p.Wake)
		}
		r.turn(-1)
		wg.Wait()
		r.turn(0) // takes a wake that came after the sleep
	}
	if n := r.rings(); n > 2*sleeps {
		t.Fatalf("%d writes for %d sleeps and %d wakes", n, sleeps, sleeps*wakers)
	}
}

// rings is how often the bell was rung and nobody took note.
func (r *rig) rings() int {
	var b [8]byte
	if _, err := unix.Read(posix.Bell(r.p), b[:]); err != nil {
		return 0
	}
	return int(binary.NativeEndian.Uint64(b[:]))
}

func TestWakeAgainstClose(t *testing.T) {
	for range 50 {
		p, err := open()
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		wg.Go(p.Wake)
		wg.Go(p.Wake)
		p.Wait(nil, 0)
		if err := p.Close(); err != nil {
			t.Fatal(err)
		}
		wg.Wait()
	}
}
