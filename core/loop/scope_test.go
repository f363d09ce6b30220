package loop

import (
	"errors"
	"io"
	"log/slog"
	"runtime"
	"strings"
	"testing"

	"ravel/core"
	"ravel/core/coro"
)

func TestCloseReportsWhatNobodyHandled(t *testing.T) {
	b := newBench()
	oops := errors.New("oops")
	core.NewDeferredOn[int](b).Fail(oops)
	b.turns(t, 3)
	if b.FailureCount() != 0 {
		t.Fatalf("somebody may still handle it, but it was reported: %v", b.Failures())
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if b.FailureCount() != 1 || !errors.Is(b.Failures()[0], oops) || strings.Count(b.log.String(), "oops") != 1 {
		t.Errorf("it is reported once: %v\n%s", b.Failures(), &b.log)
	}
}

func TestCloseEndsCoroutines(t *testing.T) {
	b := newBench()
	coro.Do(b, func(co *coro.Co) error {
		_, err := coro.Await(co, core.NewDeferredOn[int](b))
		b.note(err.Error())
		return err
	})
	b.wants(t, "it is parked")
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	b.wants(t, "it is ended", coro.ErrEnded.Error())
	if b.FailureCount() != 0 {
		t.Errorf("which is nobody's fault: %v", b.Failures())
	}
}

func TestCollectedDeferredsAreReportedInATurn(t *testing.T) {
	l := New(newWorld(), Config{Logger: slog.New(slog.NewTextHandler(io.Discard, nil)), Collect: true})
	oops := errors.New("oops")
	func() { core.NewDeferredOn[int](l).Fail(oops) }()
	for range 1_000 {
		runtime.GC() // the cleanup runs on a goroutine of the runtime
		runtime.Gosched()
		if err := l.Iterate(0); err != nil {
			t.Fatal(err)
		}
		if l.FailureCount() > 0 {
			break
		}
	}
	if l.FailureCount() != 1 || !errors.Is(l.Failures()[0], oops) {
		t.Errorf("the failure is reported once: %v", l.Failures())
	}
}

func TestTheTurnHasTheFloor(t *testing.T) {
	if core.Goroutine() == 0 {
		t.Skip("goroutines cannot be told apart on this processor")
	}
	b := newBench()
	elsewhere := func() bool {
		answer := make(chan bool)
		go func() { answer <- b.Scope().Mine() }()
		return <-answer
	}
	look := func() {
		if !b.Scope().Mine() || elsewhere() {
			t.Error("inside a turn the goroutine that makes it has the floor, and no other")
		}
	}
	b.CallWhenRunning(look)
	b.Post(look)
	b.CallLater(0, look)
	b.once(0, look)
	b.End(call(look))
	if err := b.Start(); err != nil {
		t.Fatal(err)
	}
	b.turns(t, 1)
	if !elsewhere() {
		t.Error("between turns it is anybody's")
	}
}
