package loop

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"ravel/core"
	"ravel/core/port"
)

// run runs the loop to its end.
func (b *bench) run(t *testing.T) {
	t.Helper()
	if err := b.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// stop stops a loop that must be running.
func (b *bench) stop(t *testing.T) {
	t.Helper()
	if err := b.Stop(); err != nil {
		t.Errorf("Stop: %v", err)
	}
}

func (b *bench) saysRunning(s string) func() {
	return func() {
		if b.Running() {
			s += " running"
		}
		b.note(s)
	}
}

func TestStartAndStopTriggers(t *testing.T) {
	b := newBench()
	for _, at := range []struct {
		e core.Event
		p core.Phase
		s string
	}{
		{core.Shutdown, core.After, "after shutdown"},
		{core.Shutdown, core.During, "during shutdown"},
		{core.Shutdown, core.Before, "before shutdown"},
		{core.Startup, core.After, "after startup"},
		{core.Startup, core.During, "during startup"},
		{core.Startup, core.Before, "before startup"},
	} {
		b.AddTrigger(at.e, at.p, b.saysRunning(at.s))
	}
	b.CallWhenRunning(func() {
		b.saysRunning("when running")()
		b.CallWhenRunning(b.says("at once"))
		b.note("|")
		b.CallLater(0, func() { b.stop(t) })
	})
	b.OnDisconnect(b.saysRunning("disconnect"))
	b.run(t)
	b.wants(t, "REA-01, REA-02: running from during startup until before shutdown, triggers in their phases",
		"before startup", "during startup running", "after startup running", "when running running", "at once", "|",
		"before shutdown running", "disconnect", "during shutdown", "after shutdown")
	if b.Running() {
		t.Error("it runs after Run has returned")
	}
}

func TestStopLetsDueTimedCallsRun(t *testing.T) {
	b := newBench()
	b.CallLater(0, func() {
		b.note("A")
		b.stop(t)
		if err := b.Stop(); err != core.ErrNotRunning {
			t.Errorf("a second Stop: %v, want ErrNotRunning", err)
		}
	})
	b.CallLater(0, b.says("B"))
	b.AddTrigger(core.Shutdown, core.Before, func() {
		b.note("shutdown")
		if err := b.Stop(); err != core.ErrNotRunning {
			t.Errorf("Stop during shutdown: %v, want ErrNotRunning", err)
		}
	})
	b.run(t)
	b.wants(t, "REA-15", "A", "B", "shutdown")
}

func TestStopFromEveryPhaseIsNoticedBeforeWaiting(t *testing.T) {
	for why, ask := range map[string]func(b *bench, stop func()){
		"posted call": func(b *bench, stop func()) { b.Post(stop) },
		"flush":       func(b *bench, stop func()) { b.Flush(call(stop)) },
		"readiness":   func(b *bench, stop func()) { b.once(0, stop) },
		"ending":      func(b *bench, stop func()) { b.End(call(stop)) },
		"startup":     func(b *bench, stop func()) { b.CallWhenRunning(stop) },
	} {
		b := newBench()
		b.world.after(time.Hour, call(func() {}))
		began := b.Now()
		ask(b, func() { b.stop(t) })
		b.run(t)
		if waited := b.Now().Sub(began); waited != 0 {
			t.Errorf("Stop in a %s: waited %v, want 0", why, waited)
		}
	}
}

func TestStopWhenNotRunning(t *testing.T) {
	b := newBench()
	if err := b.Stop(); err != core.ErrNotRunning {
		t.Errorf("before Run: %v, want ErrNotRunning", err)
	}
	b.CallWhenRunning(func() { b.stop(t) })
	b.run(t)
	if err := b.Stop(); err != core.ErrNotRunning {
		t.Errorf("after Run: %v, want ErrNotRunning", err)
	}
}

func TestShutdownTellsConnectionsBeforeAfterTriggers(t *testing.T) {
	b := newBench()
	open, asked := true, 0
	b.OnDisconnect(func() {
		asked++
		if open {
			open = false
			b.End(call(func() {
				b.note("lost")
				b.Flush(call(b.says("last words")))
				b.End(call(b.says("factory told")))
			}))
		}
	})
	b.AddTrigger(core.Shutdown, core.During, b.says("during"))
	b.AddTrigger(core.Shutdown, core.After, b.says("after"))
	b.CallWhenRunning(func() { b.stop(t) })
	b.run(t)
	b.wants(t, "after shutdown everybody has been told", "during", "lost", "last words", "factory told", "after")
	if asked != 2 {
		t.Errorf("machines were asked %d times, want once to close and once to find nothing left", asked)
	}
}

func TestConnectionsMadeDuringShutdownAreClosedToo(t *testing.T) {
	b := newBench()
	open, reconnects := 1, 3
	b.OnDisconnect(func() {
		for ; open > 0; open-- {
			b.End(call(func() {
				b.note("lost")
				if reconnects--; reconnects >= 0 {
					open++
				}
			}))
		}
	})
	b.AddTrigger(core.Shutdown, core.After, b.says("after"))
	b.CallWhenRunning(func() { b.stop(t) })
	b.run(t)
	b.wants(t, "a factory that connects again is closed again", "lost", "lost", "lost", "lost", "after")
}

func TestShutdownGivesUpOnWhoNeverEnds(t *testing.T) {
	b := newBench()
	losses := 0
	b.OnDisconnect(func() { b.End(call(func() { losses++ })) })
	b.AddTrigger(core.Shutdown, core.After, b.says("after"))
	b.CallWhenRunning(func() { b.stop(t) })
	b.run(t)
	b.wants(t, "the shutdown ends", "after")
	if losses != closingMax {
		t.Errorf("%d losses, want one in each of %d turns", losses, closingMax)
	}
	if !strings.Contains(b.log.String(), "leaves connections open") {
		t.Errorf("the log is silent about it: %s", b.log.String())
	}
}

func TestRunAgain(t *testing.T) {
	b := newBench()
	for _, round := range []string{"first", "second"} {
		b.CallWhenRunning(b.says(round))
		b.CallLater(time.Second, func() { b.stop(t) })
		b.run(t)
	}
	b.wants(t, "a reactor is restartable", "first", "second")
	b.CallWhenRunning(func() { b.stop(t) })
	b.CallLater(time.Second, b.says("left over"))
	b.AddTrigger(core.Shutdown, core.After, func() { b.Post(b.says("posted after")) })
	b.run(t)
	b.wants(t, "what was not due waits")
	b.CallLater(2*time.Second, func() { b.stop(t) })
	b.run(t)
	b.wants(t, "for the next Run", "posted after", "left over")
}

func TestRunInsideRun(t *testing.T) {
	b := newBench()
	b.CallWhenRunning(func() {
		if err := b.Run(context.Background()); err != core.ErrAlreadyRunning {
			t.Errorf("Run: %v, want ErrAlreadyRunning", err)
		}
		if err := b.Iterate(0); err != core.ErrAlreadyRunning {
			t.Errorf("Iterate: %v, want ErrAlreadyRunning", err)
		}
		b.stop(t)
	})
	b.run(t)
}

func TestCrashLeavesEverythingOpen(t *testing.T) {
	b := newBench()
	b.OnDisconnect(b.says("disconnect"))
	b.AddTrigger(core.Shutdown, core.Before, b.says("before shutdown"))
	b.world.after(time.Hour, call(func() {}))
	b.CallLater(0, func() {
		b.Crash()
		if b.Running() {
			t.Error("it runs after Crash")
		}
		b.note("crashed")
		b.End(call(b.says("ended")))
	})
	b.run(t)
	b.wants(t, "REA-09: the turn is finished without waiting, nothing is shut down", "crashed", "ended")
	b.CallWhenRunning(func() { b.stop(t) })
	b.run(t)
	b.wants(t, "and it can run again", "before shutdown", "disconnect")
}

func TestCrashBetweenTurnsIsForgottenByTheNextRun(t *testing.T) {
	b := newBench()
	if err := b.Start(); err != nil {
		t.Fatal(err)
	}
	b.Crash()
	b.CallLater(time.Second, func() { b.stop(t) })
	b.run(t)
	if got := b.world.waits[0]; got != time.Second {
		t.Errorf("waited %v, want until the deadline", got)
	}
}

func TestCrashCutsAShutdownShort(t *testing.T) {
	for _, p := range []core.Phase{core.Before, core.During} {
		b := newBench()
		b.AddTrigger(core.Shutdown, p, func() { b.note("first"); b.Crash() })
		b.AddTrigger(core.Shutdown, p, b.says("second"))
		b.AddTrigger(core.Shutdown, core.After, b.says("after"))
		b.CallWhenRunning(func() { b.stop(t) })
		b.run(t)
		b.wants(t, "no more triggers", "first")
	}
}

func TestContextThatHasEndedAlready(t *testing.T) {
	b := newBench()
	why := errors.New("enough")
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(why)
	b.CallWhenRunning(b.says("started"))
	b.CallLater(0, b.says("timed"))
	b.AddTrigger(core.Shutdown, core.Before, b.says("shutdown"))
	if err := b.Run(ctx); err != why {
		t.Errorf("Run: %v, want the cause", err)
	}
	b.wants(t, "what was started is shut down in order", "started", "timed", "shutdown")
	b.CallWhenRunning(func() { b.stop(t) })
	b.run(t)
}

func TestContextCancelledOnTheLoopStopsInTheSameTurn(t *testing.T) {
	for why, ask := range map[string]func(b *bench, cancel func()){
		"timed call": func(b *bench, cancel func()) { b.CallLater(0, cancel) },
		"flush":      func(b *bench, cancel func()) { b.Flush(call(cancel)) },
		"ending":     func(b *bench, cancel func()) { b.End(call(cancel)) },
	} {
		b := newBench()
		b.world.after(time.Hour, call(func() {}))
		began := b.Now()
		ctx, cancel := context.WithCancel(context.Background())
		ask(b, cancel)
		if err := b.Run(ctx); err != context.Canceled {
			t.Errorf("%s: %v, want Canceled", why, err)
		}
		if waited := b.Now().Sub(began); waited != 0 {
			t.Errorf("%s: waited %v, want 0: it must not depend on another goroutine's speed", why, waited)
		}
	}
}

func TestContextCancelledFromOutside(t *testing.T) {
	b := newBench()
	b.world.attended = true
	ctx, cancel := context.WithCancel(context.Background())
	b.CallWhenRunning(func() { go cancel() })
	b.AddTrigger(core.Shutdown, core.Before, b.says("shutdown"))
	if err := b.Run(ctx); err != context.Canceled {
		t.Errorf("Run: %v, want Canceled", err)
	}
	b.wants(t, "a sleeping loop is woken", "shutdown")
}

func TestStopBeforeTheContextEndsIsNil(t *testing.T) {
	b := newBench()
	ctx, cancel := context.WithCancel(context.Background())
	b.CallWhenRunning(func() { b.stop(t) })
	b.AddTrigger(core.Shutdown, core.Before, cancel)
	if err := b.Run(ctx); err != nil {
		t.Errorf("Run: %v, want nil: Stop came first", err)
	}
}

func TestPortErrorEndsRun(t *testing.T) {
	b := newBench()
	b.AddTrigger(core.Shutdown, core.Before, b.says("shutdown"))
	if err := b.Run(context.Background()); err != port.ErrIdle {
		t.Errorf("Run: %v, want ErrIdle", err)
	}
	b.wants(t, "as Crash: no shutdown")
	if b.Running() {
		t.Error("it runs after Run has returned")
	}
}

func TestStartedLoopIsStoppedByHand(t *testing.T) {
	b := newBench()
	b.CallWhenRunning(b.says("started"))
	b.AddTrigger(core.Shutdown, core.Before, b.says("shutdown"))
	if err := b.Start(); err != nil {
		t.Fatal(err)
	}
	if err := b.Start(); err != core.ErrAlreadyRunning {
		t.Errorf("a second Start: %v, want ErrAlreadyRunning", err)
	}
	if err := b.Close(); err != core.ErrAlreadyRunning {
		t.Errorf("Close: %v, want ErrAlreadyRunning", err)
	}
	b.turns(t, 2)
	b.wants(t, "turns do not stop it", "started")
	b.stop(t)
	if at, ok := b.Next(); !ok || !at.Equal(b.Now()) {
		t.Error("a stopping loop must want a turn at once")
	}
	b.AddTrigger(core.Shutdown, core.During, func() {
		if b.Running() || !b.Alive() {
			t.Errorf("running %v, alive %v: want the loop alive until everybody was told", b.Running(), b.Alive())
		}
	})
	for turns := 0; b.Alive(); turns++ {
		if turns == 5 {
			t.Fatal("it does not stop")
		}
		b.turns(t, 1)
	}
	b.wants(t, "turns made by hand shut it down", "shutdown")
}
