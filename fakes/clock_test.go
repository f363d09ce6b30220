package fakes

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ravel/core"
)

// clockLog is a clock beside a log of what it called.
type clockLog struct {
	*Clock
	t     *testing.T
	start time.Time
	log   []string
}

func newClockLog(t *testing.T) *clockLog {
	c := NewClock()
	return &clockLog{Clock: c, t: t, start: c.Now()}
}

// note is a call that writes name@seconds.
func (l *clockLog) note(name string) func() {
	return func() { l.log = append(l.log, fmt.Sprintf("%s@%v", name, l.Now().Sub(l.start).Seconds())) }
}

// want takes the log.
func (l *clockLog) want(why string, events ...string) {
	l.t.Helper()
	if !slices.Equal(l.log, events) {
		l.t.Errorf("%s: got %q, want %q", why, l.log, events)
	}
	l.log = nil
}

func TestClock02EqualDeadlinesAreFIFO(t *testing.T) {
	l := newClockLog(t)
	for _, name := range []string{"A", "B", "C"} {
		l.CallLater(time.Second, l.note(name))
	}
	l.Advance(time.Second)
	l.want("CLK-02: equal deadlines run in the order of asking", "A@1", "B@1", "C@1")
}

func TestClock03AdvanceStopsAtEachDeadline(t *testing.T) {
	l := newClockLog(t)
	l.CallLater(3*time.Second, l.note("B"))
	l.CallLater(1*time.Second, l.note("A"))
	l.Advance(10 * time.Second)
	l.want("each call sees its own instant", "A@1", "B@3")
	if got := l.Now().Sub(l.start); got != 10*time.Second {
		t.Errorf("the clock stands at %v, want the end of the advance", got)
	}
}

func TestClock04CallsAskedForOnTheWayRunOnTheWay(t *testing.T) {
	l := newClockLog(t)
	l.CallLater(time.Second, func() {
		l.note("A")()
		l.CallLater(time.Second, l.note("B"))
		l.CallLater(20*time.Second, l.note("later"))
	})
	l.Advance(10 * time.Second)
	l.want("B was asked for inside the window", "A@1", "B@2")
}

func TestClock06ResetMovesBehindOthers(t *testing.T) {
	l := newClockLog(t)
	a := l.CallLater(1*time.Second, l.note("A"))
	l.CallLater(2*time.Second, l.note("B"))
	a.Reset(5 * time.Second)
	l.Advance(2 * time.Second)
	l.want("A was put off", "B@2")
	l.Advance(3 * time.Second)
	l.want("CLK-06: A runs at its new deadline", "A@5")
}

func TestClock08ACallCancelsItsSibling(t *testing.T) {
	l := newClockLog(t)
	var b *core.DelayedCall
	l.CallLater(time.Second, func() { l.note("A")(); b.Cancel() })
	b = l.CallLater(time.Second, l.note("B"))
	l.Advance(time.Second)
	l.want("CLK-08: B was due in the same pass, but cancelled", "A@1")
	if n := l.Pending(); n != 0 {
		t.Errorf("%d calls are pending, want none", n)
	}
}

func TestClock09APanicPropagatesAndLeavesTheClockWhole(t *testing.T) {
	l := newClockLog(t)
	l.CallLater(1*time.Second, func() { panic("broken") })
	l.CallLater(1*time.Second, l.note("B"))
	func() {
		defer func() {
			if v := recover(); v != "broken" {
				t.Errorf("recovered %v, want the call's own panic", v)
			}
		}()
		l.Advance(5 * time.Second)
	}()
	if got := l.Now().Sub(l.start); got != time.Second || l.Pending() != 1 {
		t.Errorf("at %v with %d pending, want the instant of the panic and B pending", got, l.Pending())
	}
	l.Advance(0)
	l.want("the sibling is still called", "B@1")
}

func TestClock10Pump(t *testing.T) {
	l := newClockLog(t)
	l.CallLater(1*time.Second, l.note("A"))
	l.CallLater(3*time.Second, l.note("B"))
	l.Pump(time.Second, time.Second, time.Second)
	l.want("CLK-10: pumping is advancing", "A@1", "B@3")
}

func TestClockJumpMakesEveryCallLate(t *testing.T) {
	l := newClockLog(t)
	l.CallLater(3*time.Second, l.note("B"))
	l.CallLater(1*time.Second, func() {
		l.note("A")()
		l.CallLater(0, l.note("chained"))
		l.CallLater(time.Second, l.note("not yet"))
	})
	l.Jump(10 * time.Second)
	l.want("a stalled program sees the end of the stall alone", "A@10", "B@10", "chained@10")
	l.Advance(time.Second)
	l.want("and goes on from there", "not yet@11")
}

func TestClockChainsAtOneInstantAreBounded(t *testing.T) {
	l := newClockLog(t)
	n := 0
	var again func()
	again = func() { n++; l.CallLater(0, again) }
	l.CallLater(0, again)
	defer func() {
		got := fmt.Sprint(recover())
		if !strings.Contains(got, "chainMax (10000)") {
			t.Errorf("panicked with %q, want the name of the limit", got)
		}
		if n != chainMax {
			t.Errorf("%d calls were made, want one for each pass", n)
		}
	}()
	l.Advance(0)
}

func TestClockRunUntilIdle(t *testing.T) {
	l := newClockLog(t)
	l.CallLater(time.Minute, func() { l.note("A")(); l.CallLater(time.Minute, l.note("B")) })
	if !l.RunUntilIdle(time.Hour) {
		t.Error("both calls fit into the limit, yet it says they did not")
	}
	l.want("it runs what was chained too and stops the clock there", "A@60", "B@120")
	if got := l.Now().Sub(l.start); got != 2*time.Minute {
		t.Errorf("the clock stands at %v, want the last deadline", got)
	}

	l.CallLater(time.Hour, l.note("C"))
	if l.RunUntilIdle(time.Minute) {
		t.Error("C is beyond the limit, yet it says idle")
	}
	if got := l.Now().Sub(l.start); got != 3*time.Minute || l.Pending() != 1 {
		t.Errorf("at %v with %d pending, want the limit and C pending", got, l.Pending())
	}
}

func TestClockRefusesToGoBackOrInward(t *testing.T) {
	l := newClockLog(t)
	l.CallLater(0, func() { l.Advance(1) })
	for name, f := range map[string]func(){
		"Advance(-1ns): a clock cannot go back":      func() { l.Advance(-1) },
		"Jump(-1ns): a clock cannot go back":         func() { l.Jump(-1) },
		"Advance inside a call that the clock makes": func() { l.Advance(0) },
		"NewClock takes at most one start":           func() { NewClock(l.start, l.start) },
		"core: CallLater of a nil function":          func() { l.CallLater(0, nil) },
	} {
		if err := recovered(f); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("got %v, want a panic that says %q", err, name)
		}
	}
}

func TestClockDelayedCallsAreInOrder(t *testing.T) {
	start := time.Date(2030, time.May, 1, 12, 0, 0, 0, time.UTC)
	c := NewClock(start)
	c.CallLater(2*time.Second, func() {})
	c.CallLater(1*time.Second, func() {})
	calls := c.DelayedCalls()
	if len(calls) != 2 || !calls[0].Deadline().Equal(start.Add(time.Second)) {
		t.Errorf("got %v, want the call of the first second first", calls)
	}
}

// recovered is the panic of f as an error.
func recovered(f func()) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = errors.New(fmt.Sprint(v))
		}
	}()
	f()
	return nil
}

func ExampleClock() {
	clock := NewClock()
	start := clock.Now()
	clock.CallLater(2*time.Second, func() { fmt.Println("two, at", clock.Now().Sub(start)) })
	clock.CallLater(1*time.Second, func() { fmt.Println("one, at", clock.Now().Sub(start)) })
	clock.Advance(5 * time.Second)
	fmt.Println("now", clock.Now().Sub(start), "pending", clock.Pending())
	// Output:
	// one, at 1s
	// two, at 2s
	// now 5s pending 0
}
