//go:build linux

package poll

import (
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"ravel/core/port"
	"ravel/transports/posix"
)

// Wait asks about the whole array, and reports up to limit of those that are ready.
func (o *poller) Wait(limit int, timeout time.Duration) (int, syscall.Errno) {
	n, errno := o.ask(timeout)
	if n > 0 && o.fds[0].Revents != 0 {
		o.port.Quiet()
		n--
		o.report(min(n, limit))
		return n + 1, errno
	}
	o.report(min(n, limit))
	return n, errno
}

// report tells the Port of n entries, beginning behind the one that was last: nobody is passed over for ever.
func (o *poller) report(n int) {
	for range o.socks {
		if n == 0 {
			return
		}
		if o.at++; o.at >= len(o.fds) {
			o.at = 1
		}
		// A Sock that is found gone leaves the array, and the next in line takes its place.
		if events := o.fds[o.at].Revents; events != 0 {
			n--
			if s := o.socks[o.at]; events&unix.POLLNVAL != 0 {
				o.at--
				o.port.Lost(s)
			} else {
				o.port.Found(s, interestOf(s, events))
			}
		}
	}
}

// eventsOf is what poll is asked for.
func eventsOf(i port.Interest) int16 {
	var events int16
	if i&port.Read != 0 {
		events |= unix.POLLIN
	}
	if i&port.Write != 0 {
		events |= unix.POLLOUT
	}
	if i&port.Closed != 0 {
		events |= unix.POLLRDHUP
	}
	return events // an error, which is all that Failed is for, is reported unasked
}

// interestOf is what poll's events make true.
func interestOf(s *posix.Sock, events int16) port.Interest {
	if events&(unix.POLLERR|unix.POLLHUP) != 0 {
		return s.Ended(events&unix.POLLIN != 0, events&unix.POLLERR != 0)
	}
	var i port.Interest
	if events&unix.POLLIN != 0 {
		i |= port.Read
	}
	if events&unix.POLLOUT != 0 {
		i |= port.Write
	}
	if events&unix.POLLRDHUP != 0 {
		i |= port.Closed
	}
	return i
}
