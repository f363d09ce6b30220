package loop

import (
	"testing"
	"time"

	"ravel/core"
	"ravel/core/port"
)

func TestTurnOrder(t *testing.T) {
	b := newBench()
	b.once(0, func() {
		b.note("io")
		b.Flush(call(b.says("flushed after io")))
		b.End(call(b.says("ended by io")))
	})
	b.CallLater(0, func() {
		b.note("timed")
		b.Flush(call(b.says("flushed before wait")))
	})
	b.Post(b.says("posted"))
	b.turns(t, 1)
	b.wants(t, "REA-12: posted, timed, readiness, and each batch of writes leaves at the end of its phase",
		"posted", "timed", "flushed before wait", "io", "flushed after io", "ended by io")
}

func TestTimedCallAskedForInsideATimedCallRunsNextTurn(t *testing.T) {
	b := newBench()
	b.CallLater(0, func() {
		b.note("A")
		b.CallLater(0, b.says("B"))
	})
	b.turns(t, 1)
	b.note("|")
	b.turns(t, 1)
	b.wants(t, "REA-04", "A", "|", "B")
}

func TestPostInsideAPostedCallRunsNextTurn(t *testing.T) {
	b := newBench()
	b.Post(func() {
		b.note("A")
		b.Post(b.says("B"))
	})
	b.Post(b.says("C"))
	b.turns(t, 1)
	b.note("|")
	b.turns(t, 1)
	b.wants(t, "REA-07: only what was queued when the turn began", "A", "C", "|", "B")
}

func TestZeroDelayLoopStarvesNobody(t *testing.T) {
	b := newBench()
	calls := 0
	var again func()
	again = func() {
		calls++
		b.CallLater(0, again)
	}
	again()
	calls = 0
	b.once(0, func() {
		if calls != 1 {
			t.Errorf("REA-14: readiness was seen after %d calls, want it in the first turn", calls)
		}
		b.note("io")
	})
	b.turns(t, 3)
	b.wants(t, "the readiness was seen", "io")
	if calls != 3 {
		t.Errorf("REA-14: %d calls in 3 turns, want one a turn", calls)
	}
}

func TestWaitsUntilTheNextDeadline(t *testing.T) {
	b := newBench()
	b.CallLater(3*time.Second, b.says("due"))
	for _, step := range []struct {
		limit, want time.Duration
		why         string
	}{
		{time.Second, time.Second, "the limit is shorter"},
		{-1, 2 * time.Second, "no limit: until the deadline"},
	} {
		b.world.waits = nil
		if err := b.Iterate(step.limit); err != nil {
			t.Fatal(err)
		}
		if got := b.world.waits[0]; got != step.want {
			t.Errorf("%s: waited %v, want %v", step.why, got, step.want)
		}
	}
	b.wants(t, "due calls come with the turn after the wait")
	b.turns(t, 1)
	b.wants(t, "and there", "due")
}

func TestDoesNotWaitWhileSomethingIsQueued(t *testing.T) {
	for why, queue := range map[string]func(b *bench){
		"a call posted by a timed call":    func(b *bench) { b.CallLater(0, func() { b.Post(func() {}) }) },
		"an ending asked for before":       func(b *bench) { b.CallLater(0, func() { b.End(call(func() {})) }) },
		"a zero delay asked for meanwhile": func(b *bench) { b.CallLater(0, func() { b.CallLater(0, func() {}) }) },
		"a flush that asks for itself":     func(b *bench) { b.Flush(endless(b)) },
		"a call posted by a flush":         func(b *bench) { b.Flush(call(func() { b.Post(func() {}) })) },
	} {
		b := newBench()
		queue(b)
		if err := b.Iterate(-1); err != nil {
			t.Fatalf("%s: %v", why, err)
		}
		if got := b.world.waits[0]; got != 0 {
			t.Errorf("%s: waited %v, want 0", why, got)
		}
	}
}

// endless is a flusher that always wants to flush again.
func endless(b *bench) (c call) {
	return func() { b.Flush(endless(b)) }
}

func TestEndingAskedForBeforeWaitComesInTheSameTurn(t *testing.T) {
	b := newBench()
	b.CallLater(0, func() { b.End(call(b.says("lost"))) })
	b.turns(t, 1)
	b.wants(t, "ConnectionLost belongs to the turn that brought it about", "lost")
}

func TestEndingAskedForInsideAnEndingWaitsATurn(t *testing.T) {
	b := newBench()
	b.End(call(func() {
		b.note("A")
		b.End(call(b.says("B")))
	}))
	b.turns(t, 1)
	b.note("|")
	if err := b.Iterate(-1); err != nil {
		t.Fatalf("the next turn must not wait: %v", err)
	}
	b.wants(t, "endings never chain within a turn", "A", "|", "B")
}

func TestFlushAskedForWhileFlushingJoinsThePhase(t *testing.T) {
	b := newBench()
	b.Flush(call(func() {
		b.note("A")
		b.Flush(call(b.says("B")))
	}))
	b.once(0, b.says("io"))
	b.turns(t, 1)
	b.wants(t, "what a flush writes leaves before the wait", "A", "B", "io")
}

func TestEndlessFlusherLeavesRoomForOthers(t *testing.T) {
	b := newBench()
	flushes := 0
	var greedy call
	greedy = func() {
		flushes++
		b.Flush(greedy)
	}
	b.Flush(greedy)
	b.once(0, b.says("io"))
	b.turns(t, 1)
	b.wants(t, "readiness gets its turn", "io")
	if flushes != 2*flushRounds {
		t.Errorf("%d flushes, want %d in each of the two phases", flushes, flushRounds)
	}
}

func TestClosedSocksInABatchAreSkipped(t *testing.T) {
	b := newBench()
	b.world.after(0, nil).taken = false
	b.once(0, b.says("other"))
	b.turns(t, 1)
	b.wants(t, "a port clears what was closed after it was found ready", "other")
	if b.FailureCount() != 0 {
		t.Error(b.Failures())
	}
}

func TestHandlersAreNotKeptAfterTheTurn(t *testing.T) {
	b := newBench()
	b.once(0, func() {})
	b.turns(t, 1)
	if b.ready[0].Handler != nil {
		t.Error("a connection that ends could not be collected until another is ready in its place")
	}
}

func TestMoreReadyThanOneWaitReports(t *testing.T) {
	b := newBench()
	told := 0
	for range readyMax + 1 {
		b.once(0, func() { told++ })
	}
	b.turns(t, 1)
	if told != readyMax {
		t.Errorf("%d were told in the first turn, want %d", told, readyMax)
	}
	b.turns(t, 1)
	if told != readyMax+1 {
		t.Errorf("%d were told in two turns, want all", told)
	}
}

func TestIterateReturnsThePortsError(t *testing.T) {
	b := newBench()
	if err := b.Iterate(-1); err != port.ErrIdle {
		t.Errorf("nothing can happen: %v, want ErrIdle", err)
	}
	b.world.broken = port.ErrClosed
	if err := b.Iterate(0); err != port.ErrClosed {
		t.Errorf("got %v, want the port's error", err)
	}
}

func TestIterateInsideATurn(t *testing.T) {
	b := newBench()
	b.Post(func() {
		if err := b.Iterate(0); err != core.ErrAlreadyRunning {
			t.Errorf("Iterate: %v, want ErrAlreadyRunning", err)
		}
		if err := b.Run(t.Context()); err != core.ErrAlreadyRunning {
			t.Errorf("Run: %v, want ErrAlreadyRunning", err)
		}
		if err := b.Close(); err != core.ErrAlreadyRunning {
			t.Errorf("Close: %v, want ErrAlreadyRunning", err)
		}
		b.note("asked")
	})
	b.turns(t, 1)
	b.wants(t, "the call was made", "asked")
}

func TestNext(t *testing.T) {
	b := newBench()
	if at, ok := b.Next(); ok {
		t.Errorf("an empty loop wants %v, want nothing", at)
	}
	b.CallLater(5*time.Second, func() {})
	if at, ok := b.Next(); !ok || at.Sub(b.Now()) != 5*time.Second {
		t.Errorf("got %v %v, want the deadline", at, ok)
	}
	b.Post(func() {})
	if at, ok := b.Next(); !ok || !at.Equal(b.Now()) {
		t.Errorf("got %v %v, want now: a call was posted", at, ok)
	}
	b.turns(t, 1)
	b.Flush(call(func() {}))
	if at, ok := b.Next(); !ok || !at.Equal(b.Now()) {
		t.Errorf("got %v %v, want now: something is to be written", at, ok)
	}
}

func TestTurnsDoNotAllocate(t *testing.T) {
	b := newBench()
	idle := func() {
		b.world.waits = b.world.waits[:0]
		if err := b.Iterate(0); err != nil {
			t.Fatal(err)
		}
	}
	idle()
	if n := testing.AllocsPerRun(100, idle); n != 0 {
		t.Errorf("an idle turn allocates %v times", n)
	}
	var flusher port.Flusher = call(func() {})
	var ender port.Ender = call(func() {})
	posted := func() {}
	var handler port.Handler = call(func() { b.Flush(flusher); b.End(ender) })
	for range 10 {
		b.world.after(0, handler)
	}
	busy := func() {
		b.Post(posted)
		idle()
	}
	busy() // the queues grow
	busy()
	if n := testing.AllocsPerRun(100, busy); n != 0 {
		t.Errorf("a turn with posts, readiness, flushes and endings allocates %v times", n)
	}
}

func BenchmarkIdleTurn(b *testing.B) {
	l := newBench()
	b.ReportAllocs()
	for b.Loop() {
		l.world.waits = l.world.waits[:0]
		if err := l.Iterate(0); err != nil {
			b.Fatal(err)
		}
	}
}

// Who looks for what a posted call brings about would otherwise wait past it: the call may come between the
// look and the turn.
func TestATurnByHandThatMadeACallDoesNotWait(t *testing.T) {
	for why, ask := range map[string]func(b *bench){
		"posted": func(b *bench) { b.Post(b.says("called")) },
		"timed":  func(b *bench) { b.CallLater(0, b.says("called")) },
	} {
		b := newBench()
		b.CallLater(time.Hour, func() {})
		ask(b)
		if err := b.Iterate(-1); err != nil {
			t.Fatal(err)
		}
		b.wants(t, why, "called")
		if got := b.world.waits; len(got) != 1 || got[0] != 0 {
			t.Errorf("%s: waited %v, want not at all", why, got)
		}
		if err := b.Iterate(time.Minute); err != nil || b.world.waits[1] != time.Minute {
			t.Errorf("%s: then waited %v (%v), want the minute", why, b.world.waits[1], err)
		}
	}
}
