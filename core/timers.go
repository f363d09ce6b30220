package core

import (
	"math"
	"slices"
	"time"
)

// Timers is the queue behind a Clock: delayed calls by (deadline, order of asking). It is what a
// reactor and the fake clock share, and it belongs to one goroutine.
//
// A 4-ary heap with the keys inside the array: half as deep as a binary one, and comparing touches no
// call. Cancelling removes the entry, so nothing that was cancelled is kept. Moving a call to later, as
// every message does with an idle timeout, leaves the entry where it is, with a key that is too early;
// it gets the right one when it comes to the top.
type Timers struct {
	now   func() time.Time
	epoch time.Time
	heap  []timerEntry
	seq   uint64
}

type timerEntry struct {
	when int64
	seq  uint64
	call *DelayedCall
}

// NewTimers is an empty queue for a clock whose time is now().
func NewTimers(now func() time.Time) *Timers {
	return &Timers{now: now, epoch: now()}
}

// CallLater queues f for d from now, as Clock.CallLater says.
func (t *Timers) CallLater(d time.Duration, f func()) *DelayedCall {
	if f == nil {
		panic("core: CallLater of a nil function")
	}
	c := &DelayedCall{timers: t, f: f}
	t.add(c, deadline(t.sinceEpoch(t.now()), d))
	return c
}

// Len is the number of active calls.
func (t *Timers) Len() int { return len(t.heap) }

// Next is the earliest deadline, if there is one.
func (t *Timers) Next() (time.Time, bool) {
	t.settle()
	if len(t.heap) == 0 {
		return time.Time{}, false
	}
	return t.epoch.Add(time.Duration(t.heap[0].when)), true
}

// Until is how long it is from now to the earliest deadline: 0 if that has passed, negative without one.
func (t *Timers) Until(now time.Time) time.Duration {
	t.settle()
	if len(t.heap) == 0 {
		return -1
	}
	since := max(t.sinceEpoch(now), -math.MaxInt64) // a clock may be set back before the epoch
	return time.Duration(max(0, saturated(t.heap[0].when, -since)))
}

// Pass is one round of due calls: those with a deadline at or before now that were asked for before
// the round began. run makes each call (a reactor guards it there); Pass returns how many there were.
func (t *Timers) Pass(now time.Time, run func(f func())) int {
	last, due, n := t.seq, t.sinceEpoch(now), 0
	for t.settle(); len(t.heap) > 0 && t.heap[0].when <= due && t.heap[0].seq <= last; t.settle() {
		c := t.heap[0].call
		t.remove(0)
		f := c.f
		c.f = nil
		run(f)
		n++
	}
	return n
}

// Clear cancels every active call.
func (t *Timers) Clear() {
	for _, e := range t.heap {
		e.call.f, e.call.index = nil, -1
	}
	t.heap = nil
}

// Calls lists the active calls in the order in which they would run.
func (t *Timers) Calls() []*DelayedCall {
	sorted := slices.Clone(t.heap)
	for i, e := range sorted {
		sorted[i].when, sorted[i].seq = e.call.when, e.call.seq
	}
	slices.SortFunc(sorted, func(a, b timerEntry) int {
		if before(a, b) {
			return -1
		}
		return 1
	})
	calls := make([]*DelayedCall, len(sorted))
	for i, e := range sorted {
		calls[i] = e.call
	}
	return calls
}

func (t *Timers) sinceEpoch(now time.Time) int64 { return int64(now.Sub(t.epoch)) }

func (t *Timers) add(c *DelayedCall, when int64) {
	if len(t.heap) == math.MaxInt32 {
		panic("core: too many delayed calls")
	}
	t.seq++
	c.when, c.seq = when, t.seq
	t.heap = append(t.heap, timerEntry{when, t.seq, c})
	t.up(len(t.heap) - 1)
}

func (t *Timers) move(c *DelayedCall, when int64) {
	t.seq++
	c.when, c.seq = when, t.seq
	if e := &t.heap[c.index]; when < e.when {
		e.when, e.seq = when, t.seq
		t.up(int(c.index))
	}
}

// settle gives the entry at the top its call's present key, until it has it already. Each move costs
// one such step at most.
func (t *Timers) settle() {
	for len(t.heap) > 0 {
		e := &t.heap[0]
		if e.seq == e.call.seq {
			return
		}
		e.when, e.seq = e.call.when, e.call.seq
		t.down(0)
	}
}

func (t *Timers) remove(i int) {
	c, last := t.heap[i].call, len(t.heap)-1
	moved := t.heap[last]
	t.heap[last] = timerEntry{}
	t.heap = t.heap[:last]
	if i < last {
		t.heap[i] = moved
		t.fix(i)
	}
	c.index = -1
}

// fix restores the order around i, whose key has changed.
func (t *Timers) fix(i int) {
	if i > 0 && before(t.heap[i], t.heap[(i-1)/4]) {
		t.up(i)
	} else {
		t.down(i)
	}
}

func (t *Timers) up(i int) {
	e := t.heap[i]
	for i > 0 {
		parent := (i - 1) / 4
		if !before(e, t.heap[parent]) {
			break
		}
		t.put(i, t.heap[parent])
		i = parent
	}
	t.put(i, e)
}

func (t *Timers) down(i int) {
	e := t.heap[i]
	for {
		least, first := i, 4*i+1
		for child := first; child < min(first+4, len(t.heap)); child++ {
			other := e
			if least != i {
				other = t.heap[least]
			}
			if before(t.heap[child], other) {
				least = child
			}
		}
		if least == i {
			break
		}
		t.put(i, t.heap[least])
		i = least
	}
	t.put(i, e)
}

func (t *Timers) put(i int, e timerEntry) {
	t.heap[i] = e
	e.call.index = int32(i)
}

func before(a, b timerEntry) bool {
	return a.when < b.when || a.when == b.when && a.seq < b.seq
}
