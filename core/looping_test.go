package core

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// A hand is a clock that a test moves; nothing runs but in turn.
type hand struct {
	*Timers
	now    time.Time
	failed []error
}

func newHand() *hand {
	h := &hand{now: time.Unix(0, 0)}
	h.Timers = NewTimers(func() time.Time { return h.now })
	return h
}

func (h *hand) Now() time.Time { return h.now }

// Failed is what makes the hand a clock that logs failures.
func (h *hand) Failed(in string, err error) {
	h.failed = append(h.failed, fmt.Errorf("%s: %w", in, err))
}

// step moves the clock by d at once and makes one pass.
func (h *hand) step(d time.Duration) {
	h.now = h.now.Add(d)
	h.Pass(h.now, func(f func()) { f() })
}

// at is the time as the logs write it.
func (h *hand) at() string {
	return strings.TrimSuffix(strings.TrimSuffix(fmt.Sprintf("@%.1f", h.now.Sub(time.Unix(0, 0)).Seconds()), "0"), ".")
}

// A loopLog is a looping call whose body and end write what happens.
type loopLog struct {
	*hand
	*LoopingCall
	seen []string
	fail error
}

func (l *loopLog) note(format string, args ...any) {
	l.seen = append(l.seen, fmt.Sprintf(format, args...))
}

func (l *loopLog) wants(t *testing.T, why string, want ...string) {
	t.Helper()
	if !slices.Equal(l.seen, want) {
		t.Fatalf("%s:\n got %q\nwant %q", why, l.seen, want)
	}
	l.seen = nil
}

func (l *loopLog) start(t *testing.T, interval time.Duration, now bool) {
	t.Helper()
	if err := l.Start(interval, now); err != nil {
		t.Fatal(err)
	}
}

func newLoopLog() *loopLog {
	l := &loopLog{hand: newHand()}
	l.LoopingCall = NewLoopingCall(l.hand, func(count int) error {
		l.note("call%s count %d", l.at(), count)
		return l.fail
	})
	l.Ended = func(err error) { l.note("ended %v", err) }
	return l
}

// newAsyncLog's body is over when the test calls what done returns.
func newAsyncLog() (l *loopLog, done func(error)) {
	l = newLoopLog()
	var under func(error)
	ended := l.Ended
	l.LoopingCall = NewAsyncLoopingCall(l.hand, func(count int, done func(error)) {
		l.note("call%s count %d", l.at(), count)
		under = done
	})
	l.Ended = ended
	return l, func(err error) { under(err) }
}

func TestLoopingCallStartNow(t *testing.T) {
	l := newLoopLog()
	l.start(t, time.Second, true)
	l.wants(t, "LC-04: the anchor is an instant of the grid", "call@0 count 1")
	l.step(time.Second)
	l.wants(t, "and so is one interval later", "call@1 count 1")
}

func TestLoopingCallStartNotNow(t *testing.T) {
	l := newLoopLog()
	l.start(t, 3*time.Second, false)
	for range 6 {
		l.step(time.Second)
	}
	l.wants(t, "LC-02", "call@3 count 1", "call@6 count 1")
}

func TestLoopingCallSkipsAndCountsMissedInstants(t *testing.T) {
	l := newLoopLog()
	l.start(t, time.Second, true)
	l.step(3500 * time.Millisecond)
	l.step(500 * time.Millisecond)
	l.step(time.Second)
	l.wants(t, "LC-03: missed instants are not made up for, and the phase is kept",
		"call@0 count 1", "call@3.5 count 3", "call@4 count 1", "call@5 count 1")
}

func TestLoopingCallDoesNotDrift(t *testing.T) {
	l := newLoopLog()
	const interval = 7 * time.Nanosecond
	calls := 0
	l.LoopingCall = NewLoopingCall(l.hand, func(count int) error { calls += count; return nil })
	l.start(t, interval, false)
	for i := range 10_000 {
		l.step(time.Duration(i%5) * 11) // now late, now early
	}
	if want := int(l.now.Sub(time.Unix(0, 0)) / interval); calls != want {
		t.Errorf("counted %d instants, want %d", calls, want)
	}
}

func TestLoopingCallOfALongBody(t *testing.T) {
	l, done := newAsyncLog()
	l.start(t, time.Second, true)
	l.step(2500 * time.Millisecond)
	l.wants(t, "no call while the body is under way", "call@0 count 1")
	done(nil)
	l.step(0)
	l.wants(t, "nor right after it")
	l.step(500 * time.Millisecond)
	l.wants(t, "LC-06, LC-07: at the next instant, and the missed ones are counted", "call@3 count 3")
}

func TestLoopingCallStop(t *testing.T) {
	l := newLoopLog()
	l.start(t, time.Second, false)
	if !l.Stop() || l.Running() || l.Len() != 0 {
		t.Errorf("running %v, %d timers left: want neither", l.Running(), l.Len())
	}
	l.wants(t, "the end is told before Stop returns", "ended <nil>")
	if l.Stop() {
		t.Error("LC-14: it was stopped twice")
	}
	l.wants(t, "one end for one Start")
}

func TestLoopingCallStopInsideTheBody(t *testing.T) {
	l := newLoopLog()
	l.LoopingCall = NewLoopingCall(l.hand, func(int) error {
		l.note("stop %v", l.Stop())
		return nil
	})
	l.Ended = func(err error) { l.note("ended %v", err) }
	l.start(t, time.Second, true)
	l.wants(t, "LC-09: the end comes once the body is over", "stop true", "ended <nil>")
	if l.Len() != 0 {
		t.Error("another call is scheduled")
	}
}

func TestLoopingCallStopWhileTheBodyIsUnderWay(t *testing.T) {
	l, done := newAsyncLog()
	l.start(t, time.Second, true)
	l.Stop()
	l.note("stopped running=%v", l.Running())
	if err := l.Start(time.Second, true); err != ErrLooping {
		t.Errorf("Start beside the old body: %v, want ErrLooping", err)
	}
	done(nil)
	l.wants(t, "LC-11: the end waits for the body", "call@0 count 1", "stopped running=false", "ended <nil>")
}

func TestLoopingCallEndsWithItsBodysError(t *testing.T) {
	l := newLoopLog()
	l.start(t, time.Second, false)
	l.fail = errors.New("oops")
	l.step(time.Second)
	l.step(time.Second)
	l.wants(t, "LC-08: an error ends the loop", "call@1 count 1", "ended oops")
	if l.Running() || l.Len() != 0 {
		t.Error("it goes on")
	}
}

func TestLoopingCallRestartsInEnded(t *testing.T) {
	l := newLoopLog()
	l.Ended = func(err error) {
		l.note("ended")
		l.start(t, 2*time.Second, false)
	}
	l.start(t, time.Second, false)
	l.step(500 * time.Millisecond)
	l.Stop()
	l.step(2 * time.Second)
	l.wants(t, "LC-10: the grid is anchored anew", "ended", "call@2.5 count 1")
}

func TestLoopingCallReset(t *testing.T) {
	l := newLoopLog()
	l.start(t, time.Second, false)
	l.step(700 * time.Millisecond)
	if !l.Reset() {
		t.Error("a running loop was not reset")
	}
	l.step(300 * time.Millisecond)
	l.wants(t, "LC-12: the old grid is gone")
	l.step(700 * time.Millisecond)
	l.step(time.Second)
	l.wants(t, "the new one counts", "call@1.7 count 1", "call@2.7 count 1")
	l.Stop()
	if l.Reset() {
		t.Error("a stopped loop was reset")
	}
}

func TestLoopingCallResetWhileTheBodyIsUnderWay(t *testing.T) {
	l, done := newAsyncLog()
	l.start(t, time.Second, true)
	l.step(500 * time.Millisecond)
	l.Reset()
	if l.Len() != 0 {
		t.Fatal("a call is scheduled beside the body")
	}
	l.step(200 * time.Millisecond)
	done(nil)
	l.step(300 * time.Millisecond)
	l.step(500 * time.Millisecond)
	l.wants(t, "the next call is on the new grid", "call@0 count 1", "call@1.5 count 1")
}

func TestLoopingCallOfIntervalZeroRunsOnceATurn(t *testing.T) {
	l := newLoopLog()
	l.start(t, 0, false)
	l.step(0)
	l.step(0)
	l.step(time.Second)
	l.wants(t, "LC-13", "call@0 count 1", "call@0 count 1", "call@1 count 1")
}

func TestLoopingCallMisuse(t *testing.T) {
	l := newLoopLog()
	if err := l.Start(-1, true); err != ErrNegativeInterval {
		t.Errorf("LC-14: %v, want ErrNegativeInterval", err)
	}
	l.start(t, time.Second, true)
	if err := l.Start(time.Second, true); err != ErrLooping {
		t.Errorf("LC-14: %v, want ErrLooping", err)
	}
	l.wants(t, "only the good Start called", "call@0 count 1")
}

func TestLoopingCallDoneTwicePanics(t *testing.T) {
	l, done := newAsyncLog()
	l.start(t, time.Second, true)
	done(nil)
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	done(nil)
}

func TestLoopingCallPanicEndsItAndGoesOn(t *testing.T) {
	for why, body := range map[string]func(int, func(error)){
		"before it is done": func(int, func(error)) { panic("oops") },
		"after it was done": func(_ int, done func(error)) { done(nil); panic("oops") },
	} {
		h := newHand()
		l := NewAsyncLoopingCall(h, body)
		var got error
		l.Ended = func(err error) { got = err }
		func() {
			defer func() {
				if v := recover(); v != "oops" {
					t.Errorf("%s: the clock saw %v, want the panic", why, v)
				}
			}()
			_ = l.Start(time.Second, true)
		}()
		var p *PanicError
		if !errors.As(got, &p) || !strings.Contains(string(p.Stack), "looping_test.go") {
			t.Errorf("%s: ended with %v, want a PanicError with the body's stack", why, got)
		}
		if l.Running() || h.Len() != 0 {
			t.Errorf("%s: it goes on", why)
		}
		if err := l.Start(time.Hour, false); err != nil {
			t.Errorf("%s: it cannot be started again: %v", why, err)
		}
	}
}

func TestLoopingCallPanicOfEndedIsNotToldToEnded(t *testing.T) {
	l := newLoopLog()
	ends := 0
	l.Ended = func(error) { ends++; panic("oops") }
	l.fail = errors.New("failed")
	func() {
		defer func() { _ = recover() }()
		_ = l.Start(time.Second, true)
	}()
	if ends != 1 {
		t.Errorf("Ended was called %d times, want once", ends)
	}
}

func TestLoopingCallGoexitEndsItQuietly(t *testing.T) {
	l := newLoopLog()
	l.LoopingCall = NewLoopingCall(l.hand, func(int) error { runtime.Goexit(); return nil })
	l.Ended = func(error) { t.Error("Ended was called though the goroutine is on its way out") }
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		_ = l.Start(time.Second, true)
	}()
	<-gone
	if l.Running() {
		t.Error("it runs")
	}
}

func TestLoopingCallErrorThatNobodyListensFor(t *testing.T) {
	l := newLoopLog()
	l.Ended = nil
	l.fail = errors.New("oops")
	l.start(t, time.Second, true)
	if len(l.failed) != 1 || !errors.Is(l.failed[0], l.fail) {
		t.Errorf("the clock was told %v, want the error", l.failed)
	}
	bare := NewLoopingCall(struct{ Clock }{l.hand}, func(int) error { return l.fail })
	defer func() {
		if v := recover(); v != l.fail {
			t.Errorf("panicked with %v, want the error", v)
		}
	}()
	_ = bare.Start(time.Second, true)
}

func TestLoopingCallOnAClockSetBack(t *testing.T) {
	l := newLoopLog()
	l.start(t, time.Second, false)
	l.step(time.Second)
	l.now = l.now.Add(-time.Hour)
	l.Reset()
	l.step(time.Second)
	l.now = l.now.Add(-time.Hour)
	l.step(time.Hour)
	l.step(time.Second)
	if got := l.seen; len(got) != 3 || !strings.HasSuffix(got[2], "count 1") {
		t.Errorf("got %q, want three calls that count at least 1", got)
	}
}
