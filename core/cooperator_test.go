package core_test

import (
	"errors"
	"iter"
	"runtime/pprof"
	"strings"
	"testing"
	"time"

	"ravel/core"
)

// units is work that notes each of its units.
func (s *story) units(name string, n int) iter.Seq2[core.Awaited, error] {
	return func(yield func(core.Awaited, error) bool) {
		for i := range n {
			s.note("%s%d", name, i+1)
			if !yield(nil, nil) {
				s.note("%s left", name)
				return
			}
		}
	}
}

// slices makes n turns.
func (h *hand) slices(n int) {
	for range n {
		h.pass(0)
	}
}

// COP-01: round robin.
func TestTasksTakeTurns(t *testing.T) {
	var s story
	h := newHand()
	k := core.NewCooperator(h)
	a, b := k.Cooperate(s.units("a", 2)), k.Cooperate(s.units("b", 3))
	s.wants(t, "nothing is done inside Cooperate")
	wantSame(t, "two tasks", k.Running(), 2)
	h.slices(1)
	s.wants(t, "a unit each", "a1", "b1", "a2", "b2", "b3")
	wantValue(t, "a is done", a.WhenDone(), struct{}{})
	wantValue(t, "and b", b.WhenDone(), struct{}{})
	wantSame(t, "nothing is left to do", h.timers.Len(), 0)
	wantSame(t, "nor parked", len(h.scope.Parked()), 0)
}

func TestSliceEndsByUnits(t *testing.T) {
	var s story
	h := newHand()
	k := core.NewCooperator(h, core.CooperatorConfig{Units: 2})
	k.Cooperate(s.units("a", 3))
	k.Cooperate(s.units("b", 3))
	h.slices(1)
	s.wants(t, "two units", "a1", "b1")
	h.slices(1)
	s.wants(t, "go on where the last slice ended", "a1", "b1", "a2", "b2")
}

func TestSliceEndsByTime(t *testing.T) {
	var s story
	h := newHand()
	k := core.NewCooperator(h, core.CooperatorConfig{Slice: 10 * time.Millisecond})
	k.Cooperate(func(yield func(core.Awaited, error) bool) {
		for s.note("unit"); yield(nil, nil); s.note("unit") {
			h.now = h.now.Add(5 * time.Millisecond)
		}
	})
	h.slices(1)
	s.wants(t, "a unit that takes 0 ms, one of 5, one of 5", "unit", "unit", "unit")
	k.Stop()
}

// COP-03: yielding an unfinished result parks the task.
func TestTaskWaits(t *testing.T) {
	var s story
	h := newHand()
	k := core.NewCooperator(h, core.CooperatorConfig{Units: 1})
	d := core.NewDeferred[int]()
	k.Cooperate(func(yield func(core.Awaited, error) bool) {
		s.note("a1")
		if yield(d, nil) {
			s.note("a2")
		}
	})
	k.Cooperate(s.units("b", 2))
	h.slices(3)
	s.note("|")
	d.Resolve(1)
	h.slices(5)
	failing := k.Cooperate(func(yield func(core.Awaited, error) bool) { yield(core.Failed[int](errTest), nil) })
	h.slices(2)
	s.wants(t, "others go on meanwhile", "a1", "b1", "b2", "|", "a2")
	wantFailure(t, "a failure that is awaited is the task's", failing.WhenDone(), errTest)
}

// COP-02: pause counter, not paused, done/stopped/failed on later operations.
func TestTaskPauses(t *testing.T) {
	var s story
	h := newHand()
	k := core.NewCooperator(h, core.CooperatorConfig{Units: 1})
	a := k.Cooperate(s.units("a", 2))
	wantIs(t, "it is not paused", a.Resume(), core.ErrNotPaused)
	a.Pause()
	a.Pause()
	h.slices(3)
	a.Resume()
	h.slices(3)
	s.wants(t, "one pause is left")
	a.Resume()
	h.slices(3)
	s.wants(t, "none is", "a1", "a2")
	for _, operation := range []func() error{a.Pause, a.Resume, a.Stop} {
		wantIs(t, "it is done", operation(), core.ErrTaskDone, core.ErrTaskOver)
	}

	failed := k.Cooperate(func(yield func(core.Awaited, error) bool) { yield(nil, errTest) })
	h.slices(1)
	wantIs(t, "it has failed", failed.Stop(), errTest, core.ErrTaskOver)
	wantFailure(t, "whoever asks is told, as often as they ask", failed.WhenDone(), errTest)
	wantFailure(t, "again", failed.WhenDone(), errTest)
}

func TestTaskStops(t *testing.T) {
	var s story
	h := newHand()
	k := core.NewCooperator(h, core.CooperatorConfig{Units: 2})
	a := k.Cooperate(s.units("a", 9))
	b := k.Cooperate(func(yield func(core.Awaited, error) bool) { yield(s.cancelled("b's"), nil) })
	h.slices(1)
	done := a.WhenDone()
	wantIs(t, "it is stopped", a.Stop(), nil)
	wantFailure(t, "which is told", done, core.ErrTaskStopped)
	wantIs(t, "it was stopped", a.Stop(), core.ErrTaskStopped)
	b.Stop()
	s.wants(t, "the work leaves, what was waited for is cancelled", "a1", "a left", "cancel b's")
	h.slices(3)
	wantSame(t, "nothing is left to do", h.timers.Len(), 0)
	wantSame(t, "and nothing is unhandled: who stopped it knows", len(h.scope.Unhandled()), 0)
}

func TestTaskStopsItself(t *testing.T) {
	var s story
	h := newHand()
	k := core.NewCooperator(h)
	var a *core.Task
	a = k.Cooperate(func(yield func(core.Awaited, error) bool) {
		wantIs(t, "from inside", a.Stop(), nil)
		s.note("goes on to its next yield")
		s.note("yield=%v", yield(nil, nil))
	})
	h.slices(2)
	s.wants(t, "it is not torn from its unit", "goes on to its next yield", "yield=false")
	wantFailure(t, "it was stopped", a.WhenDone(), core.ErrTaskStopped)
}

func TestTaskThatStopsItselfLeavesNothing(t *testing.T) {
	var s story
	h := newHand()
	k := core.NewCooperator(h)
	begin := func(after func(yield func(core.Awaited, error) bool)) {
		var task *core.Task
		task = k.Cooperate(func(yield func(core.Awaited, error) bool) {
			task.Stop()
			after(yield)
		})
	}
	begin(func(yield func(core.Awaited, error) bool) { yield(s.cancelled("what it yields").On(h), nil) })
	begin(func(yield func(core.Awaited, error) bool) { yield(nil, errTest) })
	h.slices(1)
	s.wants(t, "nobody waits for what it yields", "cancel what it yields")
	wantSame(t, "nor for a failure", len(h.scope.Unhandled()), 0)
	begin(func(func(core.Awaited, error) bool) { panic(errTest) })
	begin(func(yield func(core.Awaited, error) bool) {
		defer func() { panic(errTest) }()
		yield(nil, nil)
	})
	k.Cooperate(s.units("b", 1))
	h.slices(1)
	s.wants(t, "the others go on", "cancel what it yields", "b1")
	unhandled := h.scope.Unhandled()
	wantSame(t, "but a panic is not lost", len(unhandled), 2)
	wantIs(t, "before its next yield", unhandled[0], errTest)
	wantIs(t, "or on the way out", unhandled[1], errTest)
	wantSame(t, "nothing is left to do", h.timers.Len(), 0)
}

// A task that does ten times as much in a unit gets no more units for it.
func TestUnequalTasksHaveEqualTurns(t *testing.T) {
	h := newHand()
	k := core.NewCooperator(h, core.CooperatorConfig{Slice: 10 * time.Millisecond})
	var units [3]int
	for i, takes := range []time.Duration{time.Millisecond, 10 * time.Millisecond, 0} {
		k.Cooperate(func(yield func(core.Awaited, error) bool) {
			for yield(nil, nil) {
				units[i]++
				h.now = h.now.Add(takes)
			}
		})
	}
	turns := 0
	for range 100 {
		h.timers.Pass(h.now, func(f func()) { f(); turns++ })
	}
	wantSame(t, "a slice each", turns, 100)
	if low, high := min(units[0], units[1], units[2]), max(units[0], units[1], units[2]); low < 90 || high-low > 1 {
		t.Errorf("they had %v units", units)
	}
	k.Stop()
}

func TestTaskStopsWhilePaused(t *testing.T) {
	var s story
	h := newHand()
	k := core.NewCooperator(h, core.CooperatorConfig{Units: 1})
	a := k.Cooperate(s.units("a", 3))
	h.slices(1)
	a.Pause()
	h.slices(2)
	wantIs(t, "it is stopped", a.Stop(), nil)
	s.wants(t, "its work leaves", "a1", "a left")
	wantIs(t, "it cannot go on", a.Resume(), core.ErrTaskStopped)
	h.slices(2)
	s.wants(t, "and does not", "a1", "a left")
	wantFailure(t, "which is told", a.WhenDone(), core.ErrTaskStopped)
	wantSame(t, "nothing is left to do", h.timers.Len(), 0)
}

func TestTaskPausedWhileItWaits(t *testing.T) {
	var s story
	h := newHand()
	k := core.NewCooperator(h, core.CooperatorConfig{Units: 1})
	d := core.NewDeferred[int]()
	a := k.Cooperate(func(yield func(core.Awaited, error) bool) {
		if yield(d, nil) {
			s.note("goes on")
		}
	})
	h.slices(1)
	a.Pause()
	d.Resolve(1)
	h.slices(3)
	s.wants(t, "it is paused, though what it waited for is there")
	wantIs(t, "it is resumed", a.Resume(), nil)
	h.slices(1)
	s.wants(t, "so it goes on", "goes on")
	wantValue(t, "to its end", a.WhenDone(), struct{}{})
}

func TestTaskThatPanics(t *testing.T) {
	var s story
	h := newHand()
	k := core.NewCooperator(h)
	a := k.Cooperate(func(yield func(core.Awaited, error) bool) { panic(errTest) })
	k.Cooperate(s.units("b", 1))
	h.slices(1)
	s.wants(t, "others go on", "b1")
	wantSame(t, "nobody asked, so it is unhandled", len(h.scope.Unhandled()), 1)
	wantFailure(t, "until somebody does", a.WhenDone(), errTest)

	leaves := k.Cooperate(func(yield func(core.Awaited, error) bool) {
		defer func() { panic(errTest) }()
		yield(nil, nil)
		yield(nil, nil)
	})
	h.slices(0)
	k.Cooperate(s.units("c", 1))
	h.pass(0)
	_ = leaves.Stop()
	wantFailure(t, "a panic on the way out is not lost", leaves.WhenDone(), errTest)
}

// workers is how many goroutines are inside the tasks of a story.
func workers() int {
	var stacks strings.Builder
	pprof.Lookup("goroutine").WriteTo(&stacks, 2)
	return strings.Count(stacks.String(), "(*story).units")
}

// COP-04: stopping the cooperator ends its tasks.
func TestCooperatorStops(t *testing.T) {
	var s story
	before := workers() // other tests leave some parked
	h := newHand()
	k := core.NewCooperator(h, core.CooperatorConfig{Units: 2})
	a, b := k.Cooperate(s.units("a", 9)), k.Cooperate(s.units("b", 9))
	h.slices(1)
	if n := workers() - before; n != 2 {
		t.Errorf("%d goroutines work, want 2", n)
	}
	k.Stop()
	s.wants(t, "in the order of starting", "a1", "b1", "a left", "b left")
	for _, task := range []*core.Task{a, b, k.Cooperate(s.units("c", 1))} {
		wantFailure(t, "each says why, later ones too", task.WhenDone(), core.ErrCooperatorStopped)
	}
	h.slices(2)
	s.wants(t, "nothing more is done", "a1", "b1", "a left", "b left")
	if n := workers() - before; n > 0 {
		t.Errorf("%d goroutines are left", n)
	}
}

func TestClosingTheScopeEndsTasks(t *testing.T) {
	var s story
	h := newHand()
	k := core.NewCooperator(h, core.CooperatorConfig{Units: 1})
	a := k.Cooperate(s.units("a", 9))
	h.slices(1)
	wantSame(t, "a task that is not over is known to the scope", len(h.scope.Parked()), 1)
	h.scope.Close()
	s.wants(t, "it has left", "a1", "a left")
	wantFailure(t, "and says so", a.WhenDone(), core.ErrCooperatorStopped)
	if !errors.Is(k.Cooperate(s.units("b", 1)).Stop(), core.ErrCooperatorStopped) {
		t.Error("none can be begun any more")
	}
}

func TestManyTasks(t *testing.T) {
	const n = 5_000
	h := newHand()
	k := core.NewCooperator(h)
	sum := 0
	for range n {
		k.Cooperate(func(yield func(core.Awaited, error) bool) {
			for range 3 {
				sum++
				if !yield(nil, nil) {
					return
				}
			}
		})
	}
	for h.timers.Len() > 0 {
		h.slices(1)
	}
	wantSame(t, "all is done", sum, 3*n)
	wantSame(t, "nothing is left", k.Running(), 0)
}
