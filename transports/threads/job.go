package threads

import (
	"context"
	"errors"
	"runtime/debug"

	"ravel/core"
)

// A job is one call that a pool has taken.
type job struct {
	pool *Pool
	work func(ctx context.Context) error
	done func(err error) // nil once told, and if nobody asked

	err       error                   // the work's until its end has come
	endCtx    context.CancelCauseFunc // nil before begin
	interrupt func()
	given     bool // nobody wants the result any more

	in         *jobs
	prev, next *job
}

func (j *job) begin() {
	ctx, end := context.WithCancelCause(context.Background())
	j.endCtx = end
	j.interrupt = j.pool.hands.Start(ctx, j.run, j.end)
}

// run is called where the hands work.
func (j *job) run(ctx context.Context) {
	j.err = core.ErrJobExited // until it returns
	defer func() {
		if v := recover(); v != nil { // nil after Goexit too
			j.err = &core.PanicError{In: "a job in a thread", Value: v, Stack: debug.Stack()}
		}
	}()
	j.err = j.work(ctx)
}

// end is called on the loop when run is over.
func (j *job) end() {
	p := j.pool
	p.running.remove(j)
	j.endCtx(nil)
	p.fill()
	defer p.settle() // after what the result brings about
	if !j.given {
		j.given = true
		j.tell(j.err)
	}
}

// tell gives the result to who waits for it.
func (j *job) tell(err error) {
	p := j.pool
	if j.done == nil {
		p.report(err)
		return
	}
	defer func() {
		if v := recover(); v != nil {
			p.loop.Panicked("the end of a job", v)
		}
	}()
	j.done(err)
}

// report logs the failure of a job that nobody waits for. That it was given up is not one.
func (p *Pool) report(err error) {
	if err != nil && !errors.Is(err, core.ErrPoolStopped) {
		p.loop.Failed("a job in a thread", err)
	}
}

// cancel is what InThread returns.
func (j *job) cancel() {
	if j.given {
		return
	}
	j.given = true
	j.giveUp(core.ErrCancelled)
	j.pool.settle()
}

// giveUp drops a job that waits, and ends the context of one that runs.
func (j *job) giveUp(cause error) {
	if j.endCtx == nil {
		j.in.remove(j)
		return
	}
	j.endCtx(cause)
	if interrupt := j.interrupt; interrupt != nil {
		j.interrupt = nil
		interrupt()
	}
}
