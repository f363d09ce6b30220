package loop

import (
	"context"
	"testing"
	"time"

	"ravel/core"
	"ravel/core/port"
)

func TestClose(t *testing.T) {
	b := newBench()
	if err := b.Close(); err != nil || !b.world.closed {
		t.Errorf("Close: %v, port closed %v", err, b.world.closed)
	}
	for what, err := range map[string]error{
		"Close": b.Close(), "Run": b.Run(context.Background()), "Start": b.Start(), "Iterate": b.Iterate(0),
	} {
		if err != port.ErrClosed {
			t.Errorf("%s after Close: %v, want ErrClosed", what, err)
		}
	}
	if err := b.Stop(); err != core.ErrNotRunning {
		t.Errorf("Stop after Close: %v, want ErrNotRunning", err)
	}
	b.Post(func() {}) // the one door that stays harmless
	defer func() {
		if recover() == nil {
			t.Error("CallLater after Close does not panic")
		}
	}()
	b.CallLater(0, func() {})
}

func TestCloseWhileRunning(t *testing.T) {
	b := newBench()
	b.CallWhenRunning(func() {
		if err := b.Close(); err != core.ErrAlreadyRunning {
			t.Errorf("Close: %v, want ErrAlreadyRunning", err)
		}
		b.stop(t)
	})
	b.run(t)
}

func TestNilFunctionsPanicWhereTheyAreGiven(t *testing.T) {
	b := newBench()
	for what, give := range map[string]func(){
		"Post":            func() { b.Post(nil) },
		"CallLater":       func() { b.CallLater(0, nil) },
		"AddTrigger":      func() { b.AddTrigger(core.Startup, core.Before, nil) },
		"CallWhenRunning": func() { b.CallWhenRunning(nil) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s(nil) does not panic", what)
				}
			}()
			give()
		}()
	}
}

func TestRandIsSeeded(t *testing.T) {
	draw := func(seed uint64) uint64 { return New(newWorld(), Config{Seed: seed}).Rand().Uint64() }
	first, again := draw(7), draw(7)
	if first != again {
		t.Error("one seed gives two sequences")
	}
	if first == draw(8) {
		t.Error("two seeds give one sequence")
	}
}

func TestDelayedCallsAreListedInTheirOrder(t *testing.T) {
	b := newBench()
	late := b.CallLater(2*time.Second, func() {})
	soon := b.CallLater(time.Second, func() {})
	gone := b.CallLater(time.Second, func() {})
	gone.Cancel()
	got := b.DelayedCalls()
	if len(got) != 2 || got[0] != soon || got[1] != late {
		t.Errorf("got %v, want the two active ones by deadline", got)
	}
}
