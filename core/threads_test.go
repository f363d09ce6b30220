package core_test

import (
	"context"
	"errors"
	"testing"

	"ravel/core"
)

// A handPool is a pool whose jobs run when the test says so.
type handPool struct {
	core.Clock
	full      bool
	work      func(ctx context.Context) error
	done      func(err error)
	cancelled int
}

func (p *handPool) InThread(work func(ctx context.Context) error, done func(err error)) (func(), error) {
	if p.full {
		return nil, core.ErrPoolFull
	}
	p.work, p.done = work, done
	return func() { p.cancelled++ }, nil
}

func (p *handPool) Pool() core.PoolState    { return core.PoolState{} }
func (p *handPool) SetPool(core.PoolConfig) {}

// run is the job's life.
func (p *handPool) run() { p.done(p.work(context.Background())) }

func TestDeferToThread(t *testing.T) {
	p := &handPool{}
	d := core.DeferToThread(p, func(context.Context) (int, error) { return 7, nil })
	if _, _, ok := d.Result(); ok {
		t.Error("it has a result before the job has run")
	}
	p.run()
	if v, err, _ := d.Result(); v != 7 || err != nil {
		t.Errorf("got %d, %v, want what the job returned", v, err)
	}
	bad := errors.New("bad")
	d = core.DeferToThread(p, func(context.Context) (int, error) { return 7, bad })
	p.run()
	d.AddErrback(func(err error) (int, error) {
		if err != bad {
			t.Errorf("got %v, want the job's error", err)
		}
		return 0, nil
	})
}

func TestDeferToThreadIsCancelled(t *testing.T) {
	p := &handPool{}
	d := core.DeferToThread(p, func(context.Context) (int, error) { return 7, nil })
	d.Cancel()
	if p.cancelled != 1 {
		t.Errorf("the pool heard of it %d times, want once", p.cancelled)
	}
	wantJobFailure(t, "it fails at once", d, core.ErrCancelled)
}

func TestDeferToThreadIsRefused(t *testing.T) {
	job := func(context.Context) (int, error) { return 7, nil }
	wantJobFailure(t, "a full pool says so", core.DeferToThread(&handPool{full: true}, job), core.ErrPoolFull)
	wantJobFailure(t, "and so does a reactor without one", core.DeferToThread(bareClock{}, job), core.ErrUnsupported)
}

func TestCallInThread(t *testing.T) {
	p, called := &handPool{}, 0
	if err := core.CallInThread(p, func(context.Context) { called++ }); err != nil {
		t.Fatal(err)
	}
	if err := p.work(context.Background()); err != nil || called != 1 || p.done != nil {
		t.Errorf("called %d times, %v, done %v: want it called, and nobody told", called, err, p.done != nil)
	}
	if err := core.CallInThread(&handPool{full: true}, func(context.Context) {}); err != core.ErrPoolFull {
		t.Errorf("got %v from a full pool", err)
	}
	if err := core.CallInThread(bareClock{}, func(context.Context) {}); err != core.ErrUnsupported {
		t.Errorf("got %v from a reactor without one", err)
	}
}

// wantJobFailure fails unless d has failed with wanted, and handles that.
func wantJobFailure[T any](t *testing.T, why string, d *core.Deferred[T], wanted error) {
	t.Helper()
	var got error
	d.AddErrback(func(err error) (v T, _ error) { got = err; return v, nil })
	if !errors.Is(got, wanted) {
		t.Errorf("%s: got %v, want %v", why, got, wanted)
	}
}
