package fakes_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"ravel/core"
	"ravel/core/coro"
	"ravel/fakes"
)

// wantLeaks fails unless c's leaks begin with these, in this order.
func wantLeaks(t *testing.T, why string, c *fakes.Clock, beginnings ...string) {
	t.Helper()
	var said tester
	c.CheckLeaks(&said)
	same := func(leak, beginning string) bool { return strings.HasPrefix(leak, "leaked: "+beginning) }
	if !slices.EqualFunc(said.said, beginnings, same) {
		t.Errorf("%s: got %q, want %q", why, said.said, beginnings)
	}
}

func TestAClockNamesItsDelayedCalls(t *testing.T) {
	c := fakes.NewClock()
	wantLeaks(t, "a new clock has none", c)
	c.CallLater(3*time.Second, func() {})
	c.Advance(time.Second)
	wantLeaks(t, "a call is to come", c, "delayed call due in 2s")
	c.Advance(2 * time.Second)
	wantLeaks(t, "it was made", c)
}

func TestAClockNamesFailuresThatNobodyHandled(t *testing.T) {
	c := fakes.NewClock()
	d := core.DeferLater(c, time.Second, func() (int, error) { return 0, errors.New("oops") })
	c.Advance(time.Second)
	wantLeaks(t, "nobody has handled it, and it says where it was made", c, "unhandled failure of the Deferred made by")
	if leak := strings.Join(c.Leaks(), ""); !strings.Contains(leak, "leaks_test.go") || !strings.HasSuffix(leak, "oops") {
		t.Errorf("got %q, want the place and the failure", leak)
	}
	d.AddErrback(func(error) (int, error) { return 0, nil })
	wantLeaks(t, "now somebody has", c)
}

func TestAClockNamesCoroutinesThatAreParked(t *testing.T) {
	c := fakes.NewClock()
	var ended error
	never := core.NewDeferredOn[int](c)
	coro.Do(c, func(co *coro.Co) error {
		if err := coro.Sleep(co, c, time.Second); err != nil {
			return err
		}
		_, ended = coro.Await(co, never)
		return ended
	})
	wantLeaks(t, "it sleeps", c, "delayed call due in 1s", "parked: the coroutine started by")
	c.Advance(time.Second)
	wantLeaks(t, "it waits for what never comes", c, "parked: the coroutine started by")
	c.Scope().Close()
	wantLeaks(t, "it was ended", c)
	if !errors.Is(ended, coro.ErrEnded) {
		t.Errorf("its Await returned %v, want ErrEnded", ended)
	}
}

func TestWhoMovesAClockHasTheFloor(t *testing.T) {
	if core.Goroutine() == 0 {
		t.Skip("goroutines cannot be told apart on this processor")
	}
	c := fakes.NewClock()
	elsewhere := func() bool {
		answer := make(chan bool)
		go func() { answer <- c.Scope().Mine() }()
		return <-answer
	}
	c.CallLater(0, func() {
		if !c.Scope().Mine() || elsewhere() {
			t.Error("inside a call the goroutine that moves the clock has the floor, and no other")
		}
	})
	c.CallLater(0, func() { panic("a call that fails") })
	func() {
		defer func() { recover() }()
		c.Advance(0)
	}()
	if !elsewhere() {
		t.Error("afterwards, also after a panic, it is anybody's")
	}
}
