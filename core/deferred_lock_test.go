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

// What was added outside belongs to the work: its results are told in the order of the work, each before the
// next begins, whether the work takes time or not.
func TestWithTellsOneResultBeforeTheNextBegins(t *testing.T) {
	for _, slow := range []bool{true, false} {
		var s story
		var l core.Lock
		l.Acquire()
		var works []*core.Deferred[int]
		for i := range 3 {
			core.With(&l, func() *core.Deferred[int] {
				s.note("begin %d", i)
				if !slow {
					return core.Succeed(i)
				}
				d := core.NewDeferred[int]()
				works = append(works, d)
				return d
			}).AddCallback(func(v int) (int, error) {
				s.note("told %d locked=%v", v, l.Locked())
				return v, nil
			}).AddCallback(func(v int) (int, error) {
				s.note("also told %d", v)
				return v, nil
			})
		}
		l.Release()
		for i := 0; i < len(works); i++ {
			works[i].Resolve(i)
		}
		s.wants(t, "one after the other", "begin 0", "told 0 locked=true", "also told 0",
			"begin 1", "told 1 locked=true", "also told 1", "begin 2", "told 2 locked=true", "also told 2")
		wantSame(t, "the lock is free", l.Locked(), false)
	}
}

func TestWithIsNotHeldByWhoWaitsOutside(t *testing.T) {
	var s story
	var l core.Lock
	first, long := core.NewDeferred[int](), core.NewDeferred[int]()
	core.With(&l, func() *core.Deferred[int] { return first }).
		AddCallbackDeferred(func(int) *core.Deferred[int] { s.note("waits"); return long }).
		AddCallback(func(v int) (int, error) { s.note("told %d", v); return v, nil })
	core.With(&l, func() *core.Deferred[int] { s.note("next"); return core.Succeed(2) })
	first.Resolve(1)
	s.wants(t, "the next need not wait for what is added outside", "waits", "next")
	wantSame(t, "the lock is free", l.Locked(), false)
	long.Resolve(3)
	s.wants(t, "which goes on in its own time", "waits", "next", "told 3")
}

func TestWithMayBeAskedForAgainOutside(t *testing.T) {
	var s story
	var l core.Lock
	work := core.NewDeferred[int]()
	core.With(&l, func() *core.Deferred[int] { return work }).AddCallbackDeferred(func(v int) *core.Deferred[int] {
		return core.With(&l, func() *core.Deferred[int] { s.note("again"); return core.Succeed(v + 1) })
	}).AddCallback(func(v int) (int, error) { s.note("told %d", v); return v, nil })
	core.With(&l, func() *core.Deferred[int] { s.note("other"); return core.Succeed(0) })
	work.Resolve(1)
	s.wants(t, "it queues behind who came before, and nobody waits for ever", "other", "again", "told 2")
	wantSame(t, "the lock is free", l.Locked(), false)
}

func TestWithIsCancelled(t *testing.T) {
	var s story
	var l core.Lock
	errs := func(name string) func(error) (int, error) {
		return func(err error) (int, error) { s.note("%s: %v", name, err); return 0, nil }
	}
	work := core.NewDeferred[int]()
	held := core.With(&l, func() *core.Deferred[int] { return work }).AddErrback(errs("held"))
	waits := core.With(&l, func() *core.Deferred[int] { s.note("never"); return core.Succeed(1) }).AddErrback(errs("waits"))
	core.With(&l, func() *core.Deferred[int] { s.note("last"); return core.Succeed(1) })
	waits.Cancel()
	held.Cancel()
	s.wants(t, "who waits leaves the queue; who works is cancelled, told, and gives the lock on",
		"waits: "+core.ErrCancelled.Error(), "held: "+core.ErrCancelled.Error(), "last")
	wantSame(t, "the lock is free", l.Locked(), false)
}

func TestWithFailuresAreToldBeforeTheNext(t *testing.T) {
	var s story
	var l core.Lock
	l.Acquire()
	core.With(&l, func() *core.Deferred[int] { panic("oops") }).AddErrback(func(error) (int, error) { s.note("told"); return 0, nil })
	core.With(&l, func() *core.Deferred[int] { s.note("next"); return core.Succeed(1) })
	l.Release()
	s.wants(t, "a failure is a result", "told", "next")
}
