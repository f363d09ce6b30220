package core

import (
	"context"
	"errors"
	"time"
)

var (
	// ErrPoolFull is a job that a pool does not take, since as many wait in it already as may.
	ErrPoolFull = errors.New("the thread pool is full")
	// ErrPoolStopped is a job that a pool does not take, or gives up, since its reactor has shut down. Jobs
	// that run find it as the cause of their context's end.
	ErrPoolStopped = errors.New("the thread pool has stopped")
	// ErrJobExited is a job that has left its goroutine by runtime.Goexit.
	ErrJobExited = errors.New("the job left its goroutine without a result")
	// ErrOwnGoroutine is a wait for a reactor on the reactor's own goroutine, which would wait for itself.
	ErrOwnGoroutine = errors.New("a reactor cannot be waited for on its own goroutine")
)

// Threads runs what blocks on other goroutines than the reactor's (Twisted: callInThread, deferToThread).
// DeferToThread and CallInThread are what programs call.
//
// A pool runs at most Size jobs at once, in the order of asking, and has at most Queue jobs wait. A
// shutdown waits for them at first, for Grace at most, and the reactor makes turns meanwhile; then the
// contexts of those that run end, all of them fail with [ErrPoolStopped], and no job is taken before the
// next Run. On the fake a job is called on the reactor's own goroutine, after a delay that the simulated run
// decides; a job that blocks on something else than [Wait] and [Blocking] would stop the world there, and one that
// leaves by runtime.Goexit takes the reactor's goroutine with it, once its result was told.
type Threads interface {
	// InThread has work called once on a goroutine of the pool, and then done, which may be nil, on the
	// reactor's, never before InThread has returned. done gets what work returned, a *PanicError,
	// [ErrJobExited] or [ErrPoolStopped]; without a done, a failure is logged and counted.
	//
	// After cancel, done is not called any more: a job that waits is dropped, and the context of one
	// that runs ends with ErrCancelled. The error is ErrPoolFull or ErrPoolStopped; neither function is
	// called then.
	InThread(work func(ctx context.Context) error, done func(err error)) (cancel func(), err error)
	// Pool is how the pool stands.
	Pool() PoolState
	// SetPool changes the pool's limits. What is taken already stays.
	SetPool(c PoolConfig)
}

// PoolConfig has a pool's limits. The zero value works.
type PoolConfig struct {
	// Size is how many jobs run at once. Default 10.
	Size int
	// Queue is how many more can wait. Default 4096; negative is none.
	Queue int
	// Grace is how long a shutdown waits for jobs. Default 5 s; negative is not at all.
	Grace time.Duration
}

// A PoolState is what a pool is doing.
type PoolState struct {
	// PoolConfig has the limits in force.
	PoolConfig
	// Running is the jobs that run, those included whose result nobody wants any more.
	Running int
	// Waiting is the jobs that wait for one of those to end.
	Waiting int
	// Stopped is true from a shutdown until the next Run.
	Stopped bool
}

// DeferToThread calls f on a goroutine of reactor's pool and is a Deferred of what it returns. A panic is a
// failure. f must not touch anything that is the reactor's: it has Wait, Blocking and Post for that.
//
// Cancelling it fails the Deferred at once; a job that waits is dropped, and the context of one that runs
// ends. A job that is not taken is a failure too: ErrPoolFull, ErrPoolStopped, or ErrUnsupported if the
// reactor has no [Threads].
func DeferToThread[T any](reactor Clock, f func(ctx context.Context) (T, error)) *Deferred[T] {
	pool, ok := reactor.(Threads)
	if !ok {
		return Failed[T](ErrUnsupported).On(reactor)
	}
	var v T // the job's until done
	var cancel func()
	d := NewDeferredOn(reactor, func(*Deferred[T]) { cancel() })
	work := func(ctx context.Context) (err error) {
		v, err = f(ctx)
		return err
	}
	cancel, err := pool.InThread(work, func(err error) {
		if err != nil {
			d.Fail(err)
		} else {
			d.Resolve(v)
		}
	})
	if err != nil {
		d.Fail(err)
	}
	return d
}

// CallInThread calls f on a goroutine of reactor's pool. A panic is logged and counted as the reactor's.
// The error says why f is not called: ErrPoolFull, ErrPoolStopped, or ErrUnsupported if the reactor has no
// [Threads].
func CallInThread(reactor Clock, f func(ctx context.Context)) error {
	pool, ok := reactor.(Threads)
	if !ok {
		return ErrUnsupported
	}
	_, err := pool.InThread(func(ctx context.Context) error { f(ctx); return nil }, nil)
	return err
}
