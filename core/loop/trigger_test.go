package loop

import (
	"strings"
	"testing"
	"time"

	"ravel/core"
)

func TestTriggersAreCalledOnceInOrderAndCanBeRemoved(t *testing.T) {
	b := newBench()
	b.AddTrigger(core.Startup, core.Before, func() {
		b.note("A")
		b.AddTrigger(core.Startup, core.Before, b.says("added meanwhile"))
	})
	gone := b.AddTrigger(core.Startup, core.Before, b.says("removed"))
	b.AddTrigger(core.Startup, core.Before, func() { panic("bad trigger") })
	last := b.AddTrigger(core.Startup, core.Before, b.says("B"))
	if !b.RemoveTrigger(gone) {
		t.Error("a trigger that waits was not found")
	}
	if b.RemoveTrigger(gone) {
		t.Error("a trigger was removed twice")
	}
	b.CallWhenRunning(func() { b.stop(t) })
	b.run(t)
	b.wants(t, "REA-05: the panic costs one trigger", "A", "B", "added meanwhile")
	if b.RemoveTrigger(last) {
		t.Error("a trigger that was called was still to be called")
	}
	b.CallWhenRunning(func() { b.stop(t) })
	b.run(t)
	b.wants(t, "a trigger belongs to one event")
	if b.FailureCount() != 1 {
		t.Errorf("failures: %v, want the panic alone", b.Failures())
	}
}

func TestTriggerThatAddsItselfIsCutOff(t *testing.T) {
	b := newBench()
	calls := 0
	var again func()
	again = func() {
		calls++
		b.AddTrigger(core.Startup, core.Before, again)
	}
	again()
	b.CallWhenRunning(func() { b.stop(t) })
	b.run(t)
	if calls != triggersMax+1 || b.FailureCount() != 1 {
		t.Errorf("%d calls, failures %v: want %d and one failure", calls, b.Failures(), triggersMax+1)
	}
}

func TestHeldShutdownGoesOnTurning(t *testing.T) {
	b := newBench()
	b.CallWhenRunning(func() { b.stop(t) })
	b.AddTrigger(core.Shutdown, core.Before, func() {
		first, second := b.HoldShutdown(), b.HoldShutdown()
		b.note("held")
		b.CallLater(time.Second, func() {
			b.note("first released")
			first()
			first()
		})
		b.once(2*time.Second, func() {
			b.saysRunning("io, second released,")()
			second()
		})
	})
	b.AddTrigger(core.Shutdown, core.During, b.says("during"))
	b.run(t)
	b.wants(t, "timers and readiness go on until the last hold is released; one release counts once",
		"held", "first released", "io, second released, running", "during")
}

func TestHoldOutsideOfShutdownPanics(t *testing.T) {
	b := newBench()
	defer func() {
		if v := recover(); v == nil || !strings.Contains(v.(string), "HoldShutdown") {
			t.Errorf("got %v, want a sentence about HoldShutdown", v)
		}
	}()
	b.HoldShutdown()
}

func TestReleaseAfterCrashDoesNotReachTheNextRun(t *testing.T) {
	b := newBench()
	var stale func()
	b.AddTrigger(core.Shutdown, core.Before, func() { stale = b.HoldShutdown(); b.Crash() })
	b.CallWhenRunning(func() { b.stop(t) })
	b.run(t)
	b.AddTrigger(core.Shutdown, core.Before, func() {
		release := b.HoldShutdown()
		stale()
		b.CallLater(time.Second, func() { b.note("held"); release() })
	})
	b.AddTrigger(core.Shutdown, core.During, b.says("during"))
	b.CallWhenRunning(func() { b.stop(t) })
	b.run(t)
	b.wants(t, "a hold belongs to its own shutdown", "held", "during")
}
