package threads_test

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"time"

	"ravel/core"
)

var errTest = errors.New("bad")

func TestJobsRunInOrderWithinTheLimit(t *testing.T) {
	g := newRig(t, core.PoolConfig{Size: 2, Queue: 1})
	g.asks("A", nil)
	g.asks("B", errTest)
	g.asks("C", nil)
	g.asks("D", nil)
	g.wants("a fourth has no place", "D is refused: the thread pool is full")
	g.wantsPool("two run, one waits", 2, 1)
	g.runs()
	g.wants("the first has ended", "A runs", "A: <nil>")
	g.wantsPool("the one that waited has its place", 2, 0)
	g.runs()
	g.runs()
	g.wants("each is told its own result", "B runs", "B: bad", "C runs", "C: <nil>")
	g.wantsPool("nothing is left", 0, 0)
}

func TestLimits(t *testing.T) {
	g := newRig(t, core.PoolConfig{})
	usual := core.PoolConfig{Size: 10, Queue: 4096, Grace: 5 * time.Second}
	if c := g.pool.Pool().PoolConfig; c != usual {
		t.Errorf("the usual limits are %+v, want %+v", c, usual)
	}
	g.pool.SetPool(core.PoolConfig{Size: 1, Queue: -1, Grace: -1})
	if c := g.pool.Pool().PoolConfig; c != (core.PoolConfig{Size: 1}) {
		t.Errorf("negative is none, got %+v", c)
	}
	g.asks("A", nil)
	g.asks("B", nil)
	g.wants("without a queue nobody waits", "B is refused: the thread pool is full")
	g.pool.SetPool(core.PoolConfig{Size: 1, Queue: 2})
	g.asks("C", nil)
	g.asks("D", nil)
	g.wantsPool("with one they do", 1, 2)
	g.pool.SetPool(core.PoolConfig{Size: 3})
	g.wantsPool("a larger pool begins them", 3, 0)
	g.pool.SetPool(core.PoolConfig{Size: 1})
	g.wantsPool("a smaller one lets them finish", 3, 0)
	g.asks("E", nil)
	g.runs()
	g.runs()
	g.wantsPool("before it begins others", 1, 1)
	g.runs()
	g.runs()
	g.events = nil

	defer func() {
		if recover() == nil {
			t.Error("fewer than no threads was taken")
		}
	}()
	g.pool.SetPool(core.PoolConfig{Size: -1})
}

func TestCancel(t *testing.T) {
	g := newRig(t, core.PoolConfig{Size: 1})
	running, waiting := g.asks("A", nil), g.asks("B", nil)
	g.asks("C", nil)
	waiting()
	g.wantsPool("one that waits is dropped", 1, 1)
	running()
	running()
	g.wants("the context of one that runs ends, once", "interrupted: cancelled")
	g.wantsPool("it has its place until it ends", 1, 1)
	g.runs()
	g.wants("nobody is told of it any more", "A runs")
	g.runs()
	g.wants("others go on", "C runs", "C: <nil>")
	running()
	waiting()
	g.wants("afterwards there is nothing to cancel")
}

func TestCancelOfHandsThatGiveUp(t *testing.T) {
	g := newRig(t, core.PoolConfig{Size: 1})
	g.quick = true
	running := g.asks("A", nil)
	g.asks("B", nil)
	running()
	g.wants("the job is given up before it has begun", "interrupted: cancelled")
	g.wantsPool("and another has its place", 1, 0)
	g.runs()
	g.wants("which runs", "B runs", "B: <nil>")
}

func TestFailuresThatNobodyWaitsFor(t *testing.T) {
	g := newRig(t, core.PoolConfig{})
	g.pool.InThread(func(context.Context) error { return nil }, nil)
	g.runs()
	g.wantsFailures("nothing to say", 0)
	g.pool.InThread(func(context.Context) error { return errTest }, nil)
	g.runs()
	g.wantsFailures("a failure is the reactor's", 1)
	g.pool.InThread(func(context.Context) error { panic("boom") }, nil)
	g.runs()
	g.wantsFailures("and so is a panic", 2)
	var p *core.PanicError
	if err := g.r.Failures()[1]; !errors.As(err, &p) || p.Value != "boom" || len(p.Stack) == 0 {
		t.Errorf("got %v, want the panic with its stack", err)
	}
	g.pool.InThread(func(context.Context) error { return nil }, func(error) { panic("boom") })
	g.runs()
	g.wantsFailures("who is told may panic too", 3)
}

func TestGoexitInAJobIsAFailure(t *testing.T) {
	g := newRig(t, core.PoolConfig{})
	g.pool.InThread(func(context.Context) error { runtime.Goexit(); return nil }, func(err error) { g.note("%v", err) })
	s := g.started[0]
	over := make(chan struct{})
	go func() { defer close(over); s.work(s.ctx) }()
	<-over
	s.end()
	g.wants("it says so", "the job left its goroutine without a result")
}

func TestAJobMayAskForAnother(t *testing.T) {
	g := newRig(t, core.PoolConfig{Size: 1, Queue: -1})
	g.pool.InThread(func(context.Context) error { return nil }, func(error) { g.asks("B", nil) })
	g.runs()
	g.runs()
	g.wants("its place is free when its end is told", "B runs", "B: <nil>")
}
