package threads

import (
	"context"
	"time"

	"ravel/core"
	"ravel/core/port"
)

const (
	sizeUsual  = 10
	queueUsual = 4096
	graceUsual = 5 * time.Second
)

// A Loop is what a Pool asks of the loop that drives it.
type Loop interface {
	core.Clock
	core.Poster
	port.Loop
	AddTrigger(e core.Event, p core.Phase, f func()) *core.Trigger
	HoldShutdown() (release func())
}

// Hands do the work of a pool.
type Hands interface {
	// Start has work called once, wherever these hands work and never before Start has returned, and
	// then end on the loop's goroutine, also if work has left by runtime.Goexit. interrupt, which may be
	// nil, is called at most once after work's context has ended, on the loop's goroutine, but not inside
	// end or after it. It may call end itself, and work that has not begun need not be called then.
	//
	// What work waits for on the loop it waits for with ctx: Start may give it one of its own.
	Start(ctx context.Context, work func(ctx context.Context), end func()) (interrupt func())
}

// A Pool runs jobs beside one loop: its core.Threads. Its methods belong to the loop's goroutine.
type Pool struct {
	loop  Loop
	hands Hands
	c     core.PoolConfig

	waiting jobs
	running jobs // also those that were given up
	stopped bool

	armed bool   // drain is among the triggers before shutdown
	hold  func() // puts a shutdown off
	grace *core.DelayedCall
}

var _ core.Threads = (*Pool)(nil)

// New is an idle pool on l with the usual limits. It starts nothing before there is a job.
func New(l Loop, h Hands) *Pool {
	p := &Pool{loop: l, hands: h}
	p.SetPool(core.PoolConfig{})
	l.OnDisconnect(p.stop)
	l.OnClose(p.close)
	return p
}

// SetPool is documented at core.Threads. A negative Size panics.
func (p *Pool) SetPool(c core.PoolConfig) {
	switch {
	case c.Size < 0:
		panic("threads: a pool of fewer than no threads")
	case c.Size == 0:
		c.Size = sizeUsual
	}
	if c.Queue == 0 {
		c.Queue = queueUsual
	}
	if c.Grace == 0 {
		c.Grace = graceUsual
	}
	p.c = core.PoolConfig{Size: c.Size, Queue: max(c.Queue, 0), Grace: max(c.Grace, 0)}
	p.fill()
}

// Pool is documented at core.Threads.
func (p *Pool) Pool() core.PoolState {
	return core.PoolState{PoolConfig: p.c, Running: p.running.count, Waiting: p.waiting.count, Stopped: p.stopped}
}

// InThread is documented at core.Threads.
func (p *Pool) InThread(work func(ctx context.Context) error, done func(err error)) (cancel func(), err error) {
	switch {
	case work == nil:
		panic("threads: InThread of a nil function")
	case p.stopped:
		return nil, core.ErrPoolStopped
	case p.running.count >= p.c.Size && p.waiting.count >= p.c.Queue:
		return nil, core.ErrPoolFull
	}
	j := &job{pool: p, work: work, done: done}
	p.waiting.add(j)
	p.fill()
	p.arm()
	return j.cancel, nil
}

// fill begins jobs that wait as long as there is room.
func (p *Pool) fill() {
	for !p.stopped && p.running.count < p.c.Size && p.waiting.count > 0 {
		j := p.waiting.first
		p.waiting.remove(j)
		p.running.add(j)
		j.begin()
	}
}
