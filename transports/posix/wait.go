//go:build linux

package posix

import (
	"runtime"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"ravel/core/port"
)

// yieldAfter is how many Waits that never slept pass before the goroutine gives way: raw calls hide
// from the scheduler, and with one P others could only run by preemption.
const yieldAfter = 256

// Wait fills ready, which is borrowed until the next Wait: the entry of a Sock that is closed
// meanwhile gets a Handler that does nothing.
//
// After a Wait that found something the next one looks first without sleeping: while there is work,
// the scheduler is never told.
func (p *Port) Wait(ready []port.Ready, timeout time.Duration) (int, error) {
	p.batch = nil
	p.turn++
	if p.closed {
		return 0, port.ErrClosed
	}
	p.sweep()
	p.flush()
	p.batch = ready[:0:len(ready)]
	switch e := p.collect(min(max(1, len(ready)-p.kept()), eventsMax), p.patience(timeout)); e {
	case 0, unix.EINTR:
	default:
		p.batch = nil
		return 0, &port.OpError{Op: "wait", Err: e}
	}
	p.reportKept()
	p.reportAlways()
	p.busy = len(p.batch) > 0
	return len(p.batch), nil
}

// patience shortens timeout for what cannot wait so long.
func (p *Port) patience(timeout time.Duration) time.Duration {
	switch {
	case len(p.always) > 0 || p.kept() > 0:
		return 0
	case len(p.later) > 0:
		rest := max(0, p.resting.Sub(p.Now()))
		if timeout < 0 || rest < timeout {
			return rest
		}
	}
	return timeout
}

// collect has the Poller look without sleeping if there was work or must be none, and else sleep.
func (p *Port) collect(limit int, timeout time.Duration) syscall.Errno {
	if timeout == 0 || p.busy {
		if n, e := p.poller.Wait(limit, 0); n > 0 || e != 0 || timeout == 0 {
			p.state.CompareAndSwap(woken, awake)
			p.giveWay()
			return e
		}
	}
	if !p.state.CompareAndSwap(awake, asleep) {
		p.state.CompareAndSwap(woken, awake)
		return 0
	}
	if p.alone {
		runtime.Gosched() // the only P sleeps in the kernel for up to 10 ms before others get it
	}
	_, e := p.poller.Wait(limit, timeout)
	p.state.Store(awake)
	return e
}

// giveWay lets other goroutines run once in a while.
func (p *Port) giveWay() {
	if p.polls++; p.polls >= yieldAfter {
		p.polls = 0
		p.alone = runtime.GOMAXPROCS(0) == 1
		runtime.Gosched()
	}
}

// reportAlways adds those that are always ready.
func (p *Port) reportAlways() {
	for range p.always {
		if len(p.batch) == cap(p.batch) {
			break // who has no place now comes first next time
		}
		p.turnAt = (p.turnAt + 1) % len(p.always)
		s := p.always[p.turnAt]
		p.Found(s, s.want)
	}
}
