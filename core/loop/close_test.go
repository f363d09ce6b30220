package loop

import (
	"errors"
	"runtime"
	"testing"
	"time"

	"ravel/core"
	"ravel/core/coro"
	"ravel/core/port"
)

func TestCloseReleasesTheLastFirstAndOnce(t *testing.T) {
	b := newBench()
	b.OnClose(b.says("A"))
	b.OnClose(func() { b.note("B"); panic("oops") })
	b.OnClose(func() {
		b.note("C")
		if b.world.closed {
			t.Error("the port is closed before what stands on it")
		}
	})
	call := b.CallLater(time.Hour, b.says("a delayed call"))
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	b.wants(t, "the last comes first, and a panic costs the others nothing", "C", "B", "A")
	if !b.world.closed || b.FailureCount() != 1 || call.Active() {
		t.Errorf("closed %v, failures %d, a delayed call active %v", b.world.closed, b.FailureCount(), call.Active())
	}
	if err := b.Close(); err != port.ErrClosed {
		t.Errorf("a second Close: %v, want ErrClosed", err)
	}
	b.wants(t, "each is called once")
}

func TestCloseAfterCrashReleases(t *testing.T) {
	b := newBench()
	b.OnClose(b.says("released"))
	b.OnDisconnect(b.says("disconnect"))
	b.CallWhenRunning(func() {
		b.End(call(b.says("an ending that nobody made")))
		b.Crash()
	})
	b.run(t)
	b.wants(t, "a crash releases nothing")
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	b.wants(t, "Close does, and makes no ending", "released")
}

func TestACoroutineThatCloseEndsCannotTurnTheLoop(t *testing.T) {
	b := newBench()
	b.OnClose(b.says("released"))
	coro.Do(b, func(co *coro.Co) error {
		_, err := coro.Await(co, core.NewDeferredOn[int](b))
		for _, refused := range []error{b.Close(), b.Iterate(0), b.Start()} {
			if refused != port.ErrClosed {
				t.Errorf("got %v, want ErrClosed", refused)
			}
		}
		b.CallLater(0, b.says("a delayed call"))
		b.Post(b.says("a posted call"))
		b.note("ended")
		return err
	})
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	b.wants(t, "it ends before anything is released", "ended", "released")
}

func TestGoexitInCloseReleasesAllTheSame(t *testing.T) {
	b := newBench()
	b.OnClose(b.says("released"))
	over := make(chan error)
	go func() {
		err := errors.New("it did not return")
		defer func() { over <- err }()
		for range 3 {
			coro.Do(b, func(co *coro.Co) error {
				coro.Await(co, core.NewDeferredOn[int](b))
				runtime.Goexit()
				return nil
			})
		}
		err = b.Close()
	}()
	<-over
	b.wants(t, "nothing is left behind", "released")
	if !b.world.closed || len(b.Scope().Parked()) != 0 {
		t.Errorf("the port is closed: %v, parked: %v", b.world.closed, b.Scope().Parked())
	}
	select {
	case <-b.Scope().Gone():
	default:
		t.Error("who waits for the end on another goroutine is not told")
	}
}
