package core

import (
	"math"
	"testing"
	"time"
)

func TestDelayedCallTellsWhetherThereWasSomethingToDo(t *testing.T) {
	h := newHand()
	c := h.CallLater(time.Second, func() {})
	if !c.Active() || !c.Cancel() {
		t.Error("an active call cannot be cancelled")
	}
	if c.Active() || c.Cancel() || c.Reset(0) || c.Delay(0) {
		t.Error("CLK-05: a cancelled call is done with")
	}
	ran := false
	var d *DelayedCall
	d = h.CallLater(0, func() {
		ran = true
		if d.Active() || d.Cancel() || d.Reset(0) || d.Delay(0) {
			t.Error("CLK-05: a call that has begun is done with")
		}
	})
	h.step(0)
	if !ran || h.Len() != 0 {
		t.Errorf("ran %v, %d left", ran, h.Len())
	}
}

func TestResetIsRelativeToNowAndDelayToTheDeadline(t *testing.T) {
	h := newHand()
	began := h.now
	reset, delayed := h.CallLater(10*time.Second, func() {}), h.CallLater(10*time.Second, func() {})
	h.step(4 * time.Second)
	reset.Reset(10 * time.Second)
	delayed.Delay(10 * time.Second)
	if got := reset.Deadline().Sub(began); got != 14*time.Second {
		t.Errorf("CLK-07: reset to %v, want 14s", got)
	}
	if got := delayed.Deadline().Sub(began); got != 20*time.Second {
		t.Errorf("CLK-07: delayed to %v, want 20s", got)
	}
	delayed.Delay(-time.Hour)
	reset.Reset(-time.Hour)
	if reset.Deadline() != h.now || delayed.Deadline() != h.now {
		t.Errorf("%v and %v, want now: no deadline lies before", reset.Deadline(), delayed.Deadline())
	}
}

func TestResetGoesBehindOthersOfItsDeadline(t *testing.T) {
	h := newHand()
	var seen []string
	a := h.CallLater(time.Second, func() { seen = append(seen, "A") })
	h.CallLater(2*time.Second, func() { seen = append(seen, "B") })
	a.Reset(2 * time.Second)
	h.step(2 * time.Second)
	if len(seen) != 2 || seen[0] != "B" {
		t.Errorf("got %v, want B before A: A was asked for last", seen)
	}
}

func TestDeadlinesSaturate(t *testing.T) {
	h := newHand()
	h.now = h.now.Add(time.Hour)
	far := h.CallLater(math.MaxInt64, func() { t.Error("the end of time came") })
	near := h.CallLater(time.Second, func() {})
	if got := h.Calls(); got[0] != near {
		t.Error("a delay without end wrapped around")
	}
	far.Delay(math.MaxInt64)
	far.Reset(math.MaxInt64)
	near.Cancel()
	h.step(time.Hour)
	if !far.Active() {
		t.Error("it is no longer active")
	}
	h.now = time.Unix(0, 0).Add(-48 * time.Hour)
	if got := h.Until(h.now); got <= 0 {
		t.Errorf("%v to go on a clock set back before the epoch, want a long time", got)
	}
	far.Delay(math.MinInt64)
	far.Delay(math.MinInt64) // from the end of the scale to its beginning
	if got := far.Deadline(); !got.Equal(h.now) {
		t.Errorf("deadline %v, want now", got)
	}
}

func TestSaturated(t *testing.T) {
	for _, c := range []struct{ a, b, want int64 }{
		{1, 2, 3},
		{math.MaxInt64, 1, math.MaxInt64},
		{math.MinInt64, -1, math.MinInt64},
		{math.MinInt64, math.MaxInt64, -1},
		{-5, math.MinInt64, math.MinInt64},
		{5, math.MinInt64, math.MinInt64 + 5},
	} {
		if got := saturated(c.a, c.b); got != c.want {
			t.Errorf("saturated(%d, %d) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
