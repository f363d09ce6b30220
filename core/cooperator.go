package core

import (
	"errors"
	"iter"
	"time"
)

const (
	// sliceTime is how long a Cooperator works before it lets the reactor go on.
	sliceTime = 10 * time.Millisecond
	// sliceUnits is how many units of work it does in that time at most.
	sliceUnits = 1 << 10
)

// What WhenDone fails with, and what the methods of a task that is over return.
var (
	// ErrTaskOver is found in all of these.
	ErrTaskOver = errors.New("the task is over")
	// ErrTaskDone is a task whose work is done: an error of methods only.
	ErrTaskDone error = &reason{"the task is done", ErrTaskOver}
	// ErrTaskStopped is a task that Stop ended.
	ErrTaskStopped error = &reason{"the task was stopped", ErrTaskOver}
	// ErrCooperatorStopped is a task whose Cooperator was stopped.
	ErrCooperatorStopped error = &reason{"the cooperator was stopped", ErrTaskOver}
	// ErrNotPaused is Resume of a task that is not paused.
	ErrNotPaused = errors.New("the task is not paused")
)

// A TaskError is a method of a task that has failed. It is an ErrTaskOver, and the failure.
type TaskError struct{ Err error }

func (e *TaskError) Error() string   { return "the task has failed: " + e.Err.Error() }
func (e *TaskError) Unwrap() []error { return []error{ErrTaskOver, e.Err} }

// Awaited is a Deferred of whatever type.
type Awaited interface {
	Cancel()
	// settled has f called when there is a result; a failure is handled by that.
	settled(f func(err error))
}

func (d *Deferred[T]) settled(f func(err error)) {
	d.Follow(func(_ T, err error) Chain { f(err); return nil })
}

// CooperatorConfig bounds a slice of work. The zero value works.
type CooperatorConfig struct {
	// Slice is the time on the clock after which it ends. Default 10 ms.
	Slice time.Duration
	// Units is the number of units after which it ends. Default 1024. On a fake clock, which stands
	// still while work is done, it is the one bound, so that runs are the same each time.
	Units int
}

// A Cooperator does long work in slices, between which the reactor does everything else. Its tasks take
// turns, a unit of work each. It belongs to the clock's goroutine.
type Cooperator struct {
	clock       Clock
	c           CooperatorConfig
	ready       fifo[*Task] // in the order of their turns
	first, last *Task       // those that are not over, in the order of starting
	slice       *DelayedCall
	stopped     bool
}

// NewCooperator is a Cooperator on clock. A configuration may be given, at most one.
func NewCooperator(clock Clock, c ...CooperatorConfig) *Cooperator {
	if len(c) > 1 {
		panic("core: NewCooperator takes at most one configuration")
	}
	k := &Cooperator{clock: clock, c: CooperatorConfig{Slice: sliceTime, Units: sliceUnits}}
	if len(c) == 1 && c[0].Slice > 0 {
		k.c.Slice = c[0].Slice
	}
	if len(c) == 1 && c[0].Units > 0 {
		k.c.Units = c[0].Units
	}
	return k
}

// Cooperate begins a task. Each pair that work yields is a unit: nil and nil is one that is done, a
// Deferred one whose result the task waits for, while others go on; its failure, or an error that is
// yielded, or a panic, is the failure of the task. When work returns the task is done.
//
// work runs as a coroutine: not before the next turn, and never again once its task is over; it then
// sees yield return false.
func (k *Cooperator) Cooperate(work iter.Seq2[Awaited, error]) *Task {
	t := &Task{k: k, done: NewDeferredOn[struct{}](k.clock)}
	t.next, t.stop = iter.Pull2(work)
	k.adopt(t)
	if s, ok := k.clock.(Scoped); k.stopped || ok && !s.Scope().Park(&t.parking, t) {
		t.complete(ErrCooperatorStopped)
		return t
	}
	t.get()
	return t
}

// Stop ends every task with [ErrCooperatorStopped], in the order of starting, and those that are begun
// afterwards at once.
func (k *Cooperator) Stop() {
	k.stopped = true
	for k.first != nil {
		k.first.complete(ErrCooperatorStopped)
	}
	k.unschedule()
}

// Running is the number of tasks that are not over.
func (k *Cooperator) Running() int {
	n := 0
	for t := k.first; t != nil; t = t.after {
		n++
	}
	return n
}

func (k *Cooperator) adopt(t *Task) {
	t.before = k.last
	if k.last == nil {
		k.first = t
	} else {
		k.last.after = t
	}
	k.last = t
}

func (k *Cooperator) disown(t *Task) {
	if t.before == nil {
		k.first = t.after
	} else {
		t.before.after = t.after
	}
	if t.after == nil {
		k.last = t.before
	} else {
		t.after.before = t.before
	}
	t.before, t.after = nil, nil
	if k.first == nil {
		k.unschedule()
	}
}

func (k *Cooperator) schedule() {
	if k.slice == nil && k.ready.len() > 0 {
		k.slice = k.clock.CallLater(0, k.work)
	}
}

func (k *Cooperator) unschedule() {
	if k.slice != nil {
		k.slice.Cancel()
		k.slice = nil
	}
}

// work does a slice of work.
func (k *Cooperator) work() {
	k.slice = nil
	defer k.schedule() // also after Goexit in a unit
	end := k.clock.Now().Add(k.c.Slice)
	for range k.c.Units {
		if k.ready.len() == 0 {
			return
		}
		k.ready.pop().unit()
		if !k.clock.Now().Before(end) {
			return
		}
	}
}
