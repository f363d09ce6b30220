package loop

import (
	"context"
	"runtime"
	"testing"

	"ravel/core"
)

// unwound calls f on a goroutine of its own, where Goexit ends it as testing.T.FailNow does.
func unwound(f func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	<-done
}

func TestGoexitLeavesALoopThatCanRunAgain(t *testing.T) {
	for why, ask := range map[string]func(b *bench, f func()){
		"posted call": func(b *bench, f func()) { b.Post(f) },
		"timed call":  func(b *bench, f func()) { b.CallLater(0, f) },
		"flush":       func(b *bench, f func()) { b.Flush(call(f)) },
		"readiness":   func(b *bench, f func()) { b.once(0, f) },
		"ending":      func(b *bench, f func()) { b.End(call(f)) },
		"startup":     func(b *bench, f func()) { b.CallWhenRunning(f) },
		"shutdown": func(b *bench, f func()) {
			b.CallWhenRunning(func() { _ = b.Stop() })
			b.AddTrigger(core.Shutdown, core.Before, f)
		},
	} {
		b := newBench()
		ask(b, runtime.Goexit)
		ask(b, b.says("the one behind"))
		unwound(func() {
			_ = b.Run(context.Background())
			t.Errorf("%s: Goexit did not unwind Run", why)
		})
		b.wants(t, why)
		if b.Running() {
			t.Errorf("%s: it still runs", why)
		}
		b.CallWhenRunning(func() { b.CallLater(1, func() { _ = b.Stop() }) })
		b.run(t)
		b.wants(t, why+": what was queued behind waits for the next Run", "the one behind")
		if b.FailureCount() != 0 {
			t.Errorf("%s: %v", why, b.Failures())
		}
	}
}

func TestGoexitInIterate(t *testing.T) {
	b := newBench()
	b.Post(runtime.Goexit)
	unwound(func() { _ = b.Iterate(0) })
	b.Post(b.says("next"))
	b.turns(t, 1)
	b.wants(t, "the turn is over", "next")
}

func TestGoexitInStart(t *testing.T) {
	b := newBench()
	b.AddTrigger(core.Startup, core.Before, runtime.Goexit)
	unwound(func() { _ = b.Start() })
	if b.Running() {
		t.Error("it runs")
	}
	if err := b.Start(); err != nil {
		t.Errorf("Start: %v", err)
	}
}
