package core

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

func TestEqualDeadlinesRunInTheOrderOfAsking(t *testing.T) {
	h := newHand()
	var seen []int
	for i := range 100 {
		h.CallLater(time.Second, func() { seen = append(seen, i) })
	}
	h.step(time.Second)
	if !slices.IsSorted(seen) || len(seen) != 100 {
		t.Errorf("CLK-02, REA-13: got %v, want 0 to 99 in order", seen)
	}
}

func TestCancelledSiblingOfTheSamePassDoesNotRun(t *testing.T) {
	h := newHand()
	var b *DelayedCall
	h.CallLater(time.Second, func() {
		if !b.Cancel() {
			t.Error("B was not to be called any more")
		}
	})
	b = h.CallLater(time.Second, func() { t.Error("CLK-08: B ran") })
	h.step(time.Second)
	if h.Len() != 0 {
		t.Errorf("%d left, want none", h.Len())
	}
}

func TestSiblingMovedInsideThePassWaitsForTheNext(t *testing.T) {
	for why, move := range map[string]func(c *DelayedCall){
		"Reset": func(c *DelayedCall) { c.Reset(0) },
		"Delay": func(c *DelayedCall) { c.Delay(0) },
	} {
		h := newHand()
		var b *DelayedCall
		ran := 0
		h.CallLater(0, func() { move(b) })
		b = h.CallLater(0, func() { ran++ })
		h.step(0)
		if ran != 0 {
			t.Errorf("%s: it ran in the pass that it was moved in", why)
		}
		h.step(0)
		if ran != 1 {
			t.Errorf("%s: it ran %d times in the next pass, want once", why, ran)
		}
	}
}

func TestPassTakesOnlyWhatWasAskedForBefore(t *testing.T) {
	h := newHand()
	h.CallLater(0, func() { h.CallLater(-time.Hour, func() {}) })
	h.CallLater(0, func() {})
	if n := h.Pass(h.now, func(f func()) { f() }); n != 2 {
		t.Errorf("%d calls in the first pass, want 2", n)
	}
	if n := h.Pass(h.now, func(f func()) { f() }); n != 1 {
		t.Errorf("%d calls in the second pass, want 1", n)
	}
}

func TestNextAndUntil(t *testing.T) {
	h := newHand()
	if _, ok := h.Next(); ok || h.Until(h.now) >= 0 {
		t.Error("an empty queue has a deadline")
	}
	c := h.CallLater(3*time.Second, func() {})
	if at, ok := h.Next(); !ok || !at.Equal(c.Deadline()) {
		t.Errorf("next is %v, want %v", at, c.Deadline())
	}
	for late, want := range map[time.Duration]time.Duration{0: 3 * time.Second, 3 * time.Second: 0, time.Hour: 0} {
		if got := h.Until(h.now.Add(late)); got != want {
			t.Errorf("after %v: %v to go, want %v", late, got, want)
		}
	}
}

func TestNilCallPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	newHand().CallLater(0, nil)
}

// A listed call is what the model keeps of a call: a list, sorted anew each time.
type listed struct {
	when  time.Time
	asked int
	name  int
	call  *DelayedCall
}

// TestTimersAgreeWithASortedList draws a long sequence of everything that can be done with a queue and
// compares it with the simplest thing that could be right.
func TestTimersAgreeWithASortedList(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 0))
		h := newHand()
		var model []*listed
		var got, want []int
		asked := 0
		delay := func() time.Duration {
			switch r.IntN(8) {
			case 0:
				return 0
			case 1:
				return time.Duration(r.Int64N(int64(time.Hour)))
			case 2:
				return time.Duration(r.Int64())
			}
			return time.Duration(r.IntN(20)-2) * time.Millisecond // many equal deadlines
		}
		due := func(d time.Duration) time.Time {
			at := deadline(h.sinceEpoch(h.now), d)
			return h.epoch.Add(time.Duration(at))
		}
		ask := func() int { asked++; return asked }
		drop := func(m *listed) { model = slices.DeleteFunc(model, func(o *listed) bool { return o == m }) }
		var add func()
		meddle := func() {
			if len(model) == 0 {
				return
			}
			switch m, d := model[r.IntN(len(model))], delay(); r.IntN(3) {
			case 0:
				m.call.Cancel()
				drop(m)
			case 1:
				m.call.Reset(d)
				m.when, m.asked = due(d), ask()
			case 2:
				d %= time.Hour
				m.call.Delay(d)
				if m.when = m.when.Add(d); m.when.Before(h.now) {
					m.when = h.now
				}
				m.asked = ask()
				if latest := h.epoch.Add(1<<63 - 1); m.when.After(latest) {
					m.when = latest
				}
			}
		}
		add = func() {
			d := delay()
			m := &listed{when: due(d), asked: ask(), name: asked}
			again := r.IntN(4)
			m.call = h.CallLater(d, func() {
				got = append(got, m.name)
				switch again {
				case 0:
					add()
				case 1:
					meddle()
				}
			})
			model = append(model, m)
		}
		for range 300 {
			switch r.IntN(6) {
			case 0, 1, 2:
				add()
			case 3:
				meddle()
			case 4:
				h.now = h.now.Add(time.Duration(r.IntN(10)) * time.Millisecond)
				last := asked
				h.Pass(h.now, func(f func()) {
					slices.SortFunc(model, inOrder)
					next := model[0]
					if next.when.After(h.now) || next.asked > last {
						t.Fatalf("seed %d: a call ran that was not due, or asked for inside the pass", seed)
					}
					want = append(want, next.name)
					drop(next)
					f()
				})
				slices.SortFunc(model, inOrder)
				if len(model) > 0 && !model[0].when.After(h.now) && model[0].asked <= last {
					t.Fatalf("seed %d: a due call was left", seed)
				}
			case 5:
				slices.SortFunc(model, inOrder)
				for i, c := range h.Calls() {
					if m := model[i]; c != m.call || !c.Deadline().Equal(m.when) {
						t.Fatalf("seed %d: call %d of the list is due %v, want %v", seed, i, c.Deadline(), m.when)
					}
				}
			}
			if h.Len() != len(model) {
				t.Fatalf("seed %d: %d calls, want %d", seed, h.Len(), len(model))
			}
			if at, ok := h.Next(); ok && at != slices.MinFunc(model, inOrder).when {
				t.Fatalf("seed %d: next is %v, want %v", seed, at, slices.MinFunc(model, inOrder).when)
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("seed %d: ran\n%v, want\n%v", seed, got, want)
		}
	}
}

func inOrder(a, b *listed) int {
	if c := a.when.Compare(b.when); c != 0 {
		return c
	}
	return a.asked - b.asked
}
