package loop

import (
	"bytes"
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"time"

	"ravel/core/port"
)

// A slowly is a handler that takes its time, which it may say whose it is.
type slowly struct {
	w    *world
	took time.Duration
}

func (s *slowly) Ready(port.Interest) { s.w.now = s.w.now.Add(s.took) }
func (s *slowly) End()                { s.w.now = s.w.now.Add(s.took) }

type placed struct{ slowly }

func (*placed) Place() []slog.Attr { return []slog.Attr{slog.String("peer", "10.0.0.7:1")} }

func TestALoopCountsWhatItDoes(t *testing.T) {
	w := newWorld()
	l := New(w, Config{})
	l.Post(func() {})
	l.Post(func() { l.End(&slowly{w: w}) })
	l.CallLater(0, func() {})
	l.CallLater(time.Hour, func() {})
	w.after(0, &slowly{w: w}).taken = false
	if got := l.Stats(); got.PostsWaiting != 2 || got.DelayedCalls != 2 {
		t.Errorf("before the turn: %+v, want 2 posts that wait and 2 delayed calls", got)
	}
	l.Iterate(0)
	want := Stats{Turns: 1, Posted: 2, Timed: 1, Ready: 1, Ended: 1, DelayedCalls: 1}
	if got := l.Stats(); got != want {
		t.Errorf("after the turn: %+v, want %+v: nothing was to be measured", got, want)
	}
}

func TestALoopMeasuresWhereTheTimeGoes(t *testing.T) {
	w := newWorld()
	l := New(w, Config{Measure: true})
	spend := func(d time.Duration) func() { return func() { w.now = w.now.Add(d) } }
	l.CallLater(time.Second, func() {})
	l.Post(spend(3 * time.Second))
	l.Iterate(0) // 3s busy, and the call that was due after 1s is 2s late
	w.now = w.now.Add(time.Hour)
	l.CallLater(time.Minute, spend(time.Second))
	l.Iterate(-1) // a minute in Wait
	l.Iterate(0)  // then one second busy
	got := l.Stats()
	if got.Busy != 4*time.Second || got.Waiting != time.Minute || got.BusyMax != 3*time.Second {
		t.Errorf("busy %v, at most %v, waiting %v; want 4s, 3s, 1m: what passes between turns is nobody's", got.Busy, got.BusyMax, got.Waiting)
	}
	if got.Lag != 0 || got.LagMax != 2*time.Second {
		t.Errorf("lag %v, at most %v; want 0s, 2s", got.Lag, got.LagMax)
	}
}

func TestSlowCallsAreNamed(t *testing.T) {
	var log bytes.Buffer
	w := newWorld()
	l := New(w, Config{Slow: time.Second, Logger: slog.New(slog.NewTextHandler(&log, nil))})
	l.Post(func() { w.now = w.now.Add(999 * time.Millisecond) })
	l.Post(func() { dawdle(w) })
	l.Post(func() { defer dawdle(w); panic("oops") })
	l.CallLater(0, func() { dawdle(w) })
	w.after(0, &placed{slowly{w, time.Second}})
	w.after(0, &slowly{w, 0})
	l.End(&slowly{w, time.Second})
	l.Iterate(0)
	l.Iterate(0)
	slow := regexp.MustCompile(`msg="slow call" (.*)`).FindAllStringSubmatch(log.String(), -1)
	want := []string{
		`in="a posted call" took=2s limit=1s place="ravel/core/loop.TestSlowCallsAreNamed.func2 (`,
		`in="a posted call" took=2s limit=1s place="ravel/core/loop.TestSlowCallsAreNamed.func3 (`,
		`in="a timed call" took=2s limit=1s place="ravel/core/loop.TestSlowCallsAreNamed.func4 (`,
		`in=Ready took=1s limit=1s peer=10.0.0.7:1`,
		`in="an ending" took=1s limit=1s place=*loop.slowly`,
	}
	for i, line := range slow[:min(len(slow), len(want))] {
		if !strings.HasPrefix(line[1], want[i]) {
			t.Errorf("slow call %d: %s\nwant %s…", i, line[1], want[i])
		}
	}
	if !strings.Contains(slow[0][1], "stats_test.go:") {
		t.Errorf("%s does not say in which line", slow[0][1])
	}
	if n := l.Stats().Slow; int(n) < len(want) || len(slow) != int(n) {
		t.Errorf("%d slow calls counted and %d named, want %d at least", n, len(slow), len(want))
	}
}

func dawdle(w *world) { w.now = w.now.Add(2 * time.Second) }

func TestMeasuringAllocatesNothing(t *testing.T) {
	w := newWorld()
	l := New(w, Config{Slow: time.Second})
	f := func() {}
	e := &slowly{w: w}
	if n := testing.AllocsPerRun(100, func() {
		l.Post(f)
		l.End(e)
		w.waits = w.waits[:0]
		l.Iterate(0)
	}); n != 0 {
		t.Errorf("%v allocations a turn, want none", n)
	}
}
