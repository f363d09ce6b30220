package threads_test

import (
	"context"
	"runtime"
	"testing"
	"time"

	"ravel/core"
	"ravel/fakes"
	"ravel/transports/threads"
)

// realPool is a pool of goroutines beside a loop, which the test runs.
func realPool(t *testing.T, c core.PoolConfig) (*fakes.Reactor, *threads.Pool) {
	r := fakes.NewReactor()
	t.Cleanup(func() { r.Close() })
	p := threads.New(r.Loop, threads.Goroutines{Reactor: r})
	p.SetPool(c)
	return r, p
}

// runUntil runs r until done was called as often.
func run(t *testing.T, r *fakes.Reactor, ends int) (done func(error)) {
	return func(error) {
		if ends--; ends == 0 {
			r.Stop()
		}
	}
}

func TestNoMoreGoroutinesThanTheSize(t *testing.T) {
	const size, all = 3, 64
	r, p := realPool(t, core.PoolConfig{Size: size})
	places := make(chan struct{}, size) // a fourth job would find no place
	done := run(t, r, all)
	for range all {
		_, err := p.InThread(func(context.Context) error {
			select {
			case places <- struct{}{}:
			default:
				t.Errorf("more than %d jobs run at once", size)
			}
			runtime.Gosched()
			<-places
			return nil
		}, done)
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	if s := p.Pool(); s.Running != 0 || s.Waiting != 0 {
		t.Errorf("%+v is left", s)
	}
}

func TestGoexitCostsNoPlace(t *testing.T) {
	r, p := realPool(t, core.PoolConfig{Size: 1})
	var first error
	p.InThread(func(context.Context) error { runtime.Goexit(); return nil }, func(err error) { first = err })
	p.InThread(func(context.Context) error { return nil }, run(t, r, 1))
	if err := r.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	if first != core.ErrJobExited {
		t.Errorf("got %v, want the failure that says so", first)
	}
}

func TestBlockedJobsHearOfTheEndOfTheGrace(t *testing.T) {
	r, p := realPool(t, core.PoolConfig{Grace: time.Millisecond})
	var told error
	left := make(chan error)
	p.InThread(func(ctx context.Context) error {
		<-ctx.Done()
		left <- context.Cause(ctx)
		return nil
	}, func(err error) { told = err })
	r.Post(func() { r.Stop() })
	if err := r.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	if told != core.ErrPoolStopped {
		t.Errorf("the reactor was told %v, want that the pool has stopped", told)
	}
	if cause := <-left; cause != core.ErrPoolStopped {
		t.Errorf("the job was told %v, want the same", cause)
	}
}
