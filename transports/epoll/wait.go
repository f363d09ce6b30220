//go:build linux

package epoll

import (
	"math"
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
	n, e := p.collect(min(max(1, len(ready)-p.kept()), eventsMax), p.patience(timeout))
	switch e {
	case 0, unix.EINTR:
	default:
		return 0, &port.OpError{Op: "epoll_pwait", Err: e}
	}
	filled := p.report(ready, n)
	p.batch, p.busy = ready[:filled], filled > 0
	if p.stale >= staleMax {
		p.renew()
	}
	return filled, nil
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

// collect has the kernel fill p.events with up to limit events.
func (p *Port) collect(limit int, timeout time.Duration) (int, syscall.Errno) {
	if limit > len(p.events) {
		p.events = make([]unix.EpollEvent, limit)
	}
	events := p.events[:limit]
	if timeout == 0 || p.busy {
		if n, e := rawEpollPoll(p.epfd, events); n > 0 || e != 0 || timeout == 0 {
			p.state.CompareAndSwap(woken, awake)
			p.giveWay()
			return n, e
		}
	}
	if !p.state.CompareAndSwap(awake, asleep) {
		p.state.CompareAndSwap(woken, awake)
		return 0, 0
	}
	if p.alone {
		runtime.Gosched() // the only P sleeps in the kernel for up to 10 ms before others get it
	}
	n, e := p.sleep(events, timeout)
	p.state.Store(awake)
	return n, e
}

// giveWay lets other goroutines run once in a while.
func (p *Port) giveWay() {
	if p.polls++; p.polls >= yieldAfter {
		p.polls = 0
		p.alone = runtime.GOMAXPROCS(0) == 1
		runtime.Gosched()
	}
}

// sleep waits in the kernel, never shorter than timeout; negative is for ever.
func (p *Port) sleep(events []unix.EpollEvent, timeout time.Duration) (int, syscall.Errno) {
	if !p.coarse {
		until := &p.until
		if timeout < 0 {
			until = nil
		}
		p.until = timespec{int64(timeout / time.Second), int64(timeout % time.Second)}
		n, e := epollWait(p.epfd, events, until)
		if e != unix.ENOSYS && e != unix.EPERM { // EPERM: a seccomp filter older than the call
			return n, e
		}
		p.coarse = true
	}
	return epollWaitCoarse(p.epfd, events, milliseconds(timeout))
}

// milliseconds rounds up: rounded down, the last part of a millisecond would be spent spinning.
func milliseconds(d time.Duration) int {
	if d < 0 {
		return -1
	}
	ms := d / time.Millisecond
	if d%time.Millisecond > 0 {
		ms++
	}
	return int(min(ms, math.MaxInt32))
}

// report translates the first n of p.events, and those that are always ready.
func (p *Port) report(ready []port.Ready, n int) int {
	filled := 0
	for i := range p.events[:n] {
		ev := &p.events[i]
		if ev.Pad == 0 { // the eventfd: edge-triggered, so there is nothing to read
			continue
		}
		s := p.owner(ev)
		if s == nil {
			p.stale++
			continue
		}
		filled = p.put(ready, filled, s, s.interestOf(ev.Events)&s.want)
	}
	filled = p.reportKept(ready, filled)
	for range p.always {
		if filled == len(ready) {
			break // who has no place now comes first next time
		}
		p.turnAt = (p.turnAt + 1) % len(p.always)
		s := p.always[p.turnAt]
		filled = p.put(ready, filled, s, s.want)
	}
	return filled
}

// owner is the sock that an event is for, or nil if that is gone.
func (p *Port) owner(ev *unix.EpollEvent) *sock {
	if int(ev.Fd) >= len(p.table) {
		return nil
	}
	s := p.table[ev.Fd]
	if s == nil || s.gen != uint32(ev.Pad) {
		return nil
	}
	return s
}

// put adds s to ready if it wants any of what is true and there is room.
func (p *Port) put(ready []port.Ready, filled int, s *sock, what port.Interest) int {
	if what == 0 || s.handler == nil || filled == len(ready) {
		return filled
	}
	ready[filled] = port.Ready{Handler: s.handler, What: what}
	s.turn, s.at = p.turn, int32(filled)
	return filled + 1
}

// eventsOf is what epoll is asked for. Nothing is no registration: it would report EPOLLHUP for ever.
func eventsOf(i port.Interest) uint32 {
	var events uint32
	if i&port.Read != 0 {
		events |= unix.EPOLLIN
	}
	if i&port.Write != 0 {
		events |= unix.EPOLLOUT
	}
	if i&port.Closed != 0 {
		events |= unix.EPOLLRDHUP
	}
	if i&port.Failed != 0 {
		events |= unix.EPOLLERR // epoll reports it unasked, but only to who is registered
	}
	return events
}

// interestOf is what an epoll event makes true. After an error or hang-up nothing blocks any more.
func (s *sock) interestOf(events uint32) port.Interest {
	if events&(unix.EPOLLERR|unix.EPOLLHUP) != 0 {
		if s.hangs {
			return hangUp(events)
		}
		i := port.Read | port.Write | port.Closed
		if events&unix.EPOLLERR != 0 {
			i |= port.Failed
		}
		return i
	}
	var i port.Interest
	if events&unix.EPOLLIN != 0 {
		i |= port.Read
	}
	if events&unix.EPOLLOUT != 0 {
		i |= port.Write
	}
	if events&unix.EPOLLRDHUP != 0 {
		i |= port.Closed
	}
	return i
}
