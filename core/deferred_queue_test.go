package core_test

import (
	"testing"

	"ravel/core"
)

func TestQueueKeepsOrder(t *testing.T) {
	q := core.NewQueue[int]()
	first, second := q.Get(), q.Get()
	for i := range 5 {
		wantIs(t, "there is room", q.Put(i), nil)
	}
	wantValue(t, "who waits first is served first", first, 0)
	wantValue(t, "then the next", second, 1)
	for i := 2; i < 5; i++ {
		wantValue(t, "then what was kept, in order", q.Get(), i)
	}
	wantSame(t, "nothing is kept", q.Len(), 0)
}

// DEF-34: limits; a cancelled getter is skipped.
func TestQueueLimits(t *testing.T) {
	q := core.NewQueue[int](core.QueueConfig{Size: 2, Backlog: 2})
	a, b := q.Get(), q.Get()
	wantFailure(t, "no more can wait", q.Get(), core.ErrBacklogFull)
	a.Cancel()
	wantFailure(t, "who leaves is told so", a, core.ErrCancelled)
	wantSame(t, "and waits no more", q.Waiting(), 1)
	q.Put(1)
	wantValue(t, "nor is it given a value", b, 1)
	q.Put(2)
	q.Put(3)
	wantIs(t, "no more is kept", q.Put(4), core.ErrQueueFull)
	wantValue(t, "what was kept is untouched", q.Get(), 2)

	strict := core.NewQueue[int](core.QueueConfig{Size: -1, Backlog: -1})
	wantIs(t, "a queue without room", strict.Put(1), core.ErrQueueFull)
	wantFailure(t, "and without patience", strict.Get(), core.ErrBacklogFull)
}

func TestWaitersLeaveInAnyOrder(t *testing.T) {
	q := core.NewQueue[int]()
	var ds []*core.Deferred[int]
	for range 5 {
		ds = append(ds, q.Get())
	}
	for _, i := range []int{2, 4, 0} {
		ds[i].Cancel()
		wantFailure(t, "it left", ds[i], core.ErrCancelled)
	}
	q.Put(1)
	q.Put(3)
	wantValue(t, "the second is served first", ds[1], 1)
	wantValue(t, "then the fourth", ds[3], 3)
	wantSame(t, "nobody waits", q.Waiting(), 0)
}
