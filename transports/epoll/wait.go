//go:build linux

package epoll

import (
	"math"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"ravel/core/port"
	"ravel/transports/posix"
)

// Wait has the kernel name up to limit descriptors, and reports them.
func (e *poller) Wait(limit int, timeout time.Duration) (n int, errno syscall.Errno) {
	if limit > len(e.events) {
		e.events = make([]unix.EpollEvent, limit)
	}
	if timeout == 0 {
		n, errno = rawEpollPoll(e.epfd, e.events[:limit])
	} else {
		n, errno = e.sleep(e.events[:limit], timeout)
	}
	e.report(e.events[:n])
	return n, errno
}

// sleep waits in the kernel, never shorter than timeout; negative is for ever.
func (e *poller) sleep(events []unix.EpollEvent, timeout time.Duration) (int, syscall.Errno) {
	if !e.coarse {
		until := &e.until
		if timeout < 0 {
			until = nil
		}
		e.until = timespec{int64(timeout / time.Second), int64(timeout % time.Second)}
		n, errno := epollWait(e.epfd, events, until)
		if errno != unix.ENOSYS && errno != unix.EPERM { // EPERM: a seccomp filter older than the call
			return n, errno
		}
		e.coarse = true
	}
	return epollWaitCoarse(e.epfd, events, milliseconds(timeout))
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

// report tells the Port of each event whose Sock is still there.
func (e *poller) report(events []unix.EpollEvent) {
	for i := range events {
		ev := &events[i]
		if s := e.port.Owner(ev.Fd, uint32(ev.Pad)); s != nil {
			e.port.Found(s, interestOf(s, ev.Events))
		} else if ev.Pad != 0 { // 0 is the bell
			e.stale++
		}
	}
	if e.stale >= staleMax {
		e.renew()
	}
}

// eventsOf is what epoll is asked for.
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

// interestOf is what an epoll event makes true.
func interestOf(s *posix.Sock, events uint32) port.Interest {
	if events&(unix.EPOLLERR|unix.EPOLLHUP) != 0 {
		return s.Ended(events&unix.EPOLLIN != 0, events&unix.EPOLLERR != 0)
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
