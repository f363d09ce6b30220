package core_test

import (
	"testing"

	"ravel/core"
)

// DEF-32: lock: FIFO, run releases on failure, cancel of a waiter.
func TestLock(t *testing.T) {
	var s story
	var l core.Lock
	got := func(name string) func(struct{}, error) (struct{}, error) {
		return func(_ struct{}, err error) (struct{}, error) {
			if err != nil {
				s.note("%s %v", name, err)
			} else {
				s.note("%s got", name)
			}
			return struct{}{}, nil
		}
	}
	l.Acquire().AddBoth(got("A"))
	b := l.Acquire().AddBoth(got("B"))
	l.Acquire().AddBoth(got("C"))
	b.Cancel()
	l.Release()
	s.note("locked=%v", l.Locked())
	l.Release()
	run := core.With(&l, func() *core.Deferred[int] { return core.Failed[int](errTest) })
	wantFailure(t, "With is what f comes to", run, errTest)
	s.note("locked=%v", l.Locked())
	s.wants(t, "one after the other, without who left", "A got", "B cancelled", "C got", "locked=true", "locked=false")

	wantFailure(t, "a panic releases too", core.With(&l, func() *core.Deferred[int] { panic(errTest) }), errTest)
	wantSame(t, "the lock is free", l.Locked(), false)
}

func TestLockIsHeldUntilTheWorkIsDone(t *testing.T) {
	var l core.Lock
	work := core.NewDeferred[int]()
	done := core.With(&l, func() *core.Deferred[int] { return work })
	wantSame(t, "it is held", l.Locked(), true)
	work.Resolve(4)
	wantSame(t, "it is free", l.Locked(), false)
	wantValue(t, "the value comes through", done, 4)
}

// DEF-33: a semaphore has tokens.
func TestSemaphore(t *testing.T) {
	var s story
	sem := core.NewSemaphore(2)
	for i := range 4 {
		sem.Acquire().AddCallback(func(v struct{}) (struct{}, error) { s.note("got %d", i); return v, nil })
	}
	s.wants(t, "two at a time", "got 0", "got 1")
	sem.Release()
	s.wants(t, "the next follows", "got 0", "got 1", "got 2")
	sem.Release()
	sem.Release()
	wantSame(t, "one is free", sem.Free(), 1)
	sem.Release()
	defer func() { wantSame(t, "nobody holds one", recover(), any("core: Release of what nobody holds")) }()
	sem.Release()
}

func TestSemaphoreWithoutTokens(t *testing.T) {
	defer func() { wantSame(t, "it is refused", recover(), any("core: a Semaphore without tokens")) }()
	core.NewSemaphore(0)
}

func TestLockHandedOnByMany(t *testing.T) {
	var l core.Lock
	l.Acquire()
	var depths []int
	for range many {
		core.With(&l, func() *core.Deferred[int] { depths = append(depths, depth()); return core.Succeed(1) })
	}
	l.Release()
	wantFlat(t, depths)
	wantSame(t, "the last has released it", l.Locked(), false)
}
