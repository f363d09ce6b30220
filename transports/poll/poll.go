//go:build linux

package poll

import (
	"syscall"

	"golang.org/x/sys/unix"

	"ravel/core/port"
	"ravel/transports/posix"
)

// A poller is the array that ppoll is given. Its first entry is the bell.
type poller struct {
	port *posix.Port
	fds  []unix.PollFd
	// socks are whose the entries are; Sock.Slot says where.
	socks []*posix.Sock
	// at is the entry that was reported last: those behind it come first.
	at    int
	until unix.Timespec
}

// New makes a Port on ppoll. The error is the system's, such as EMFILE.
func New() (*posix.Port, error) { return posix.New(&poller{}) }

// Open puts the bell into the array.
func (o *poller) Open(p *posix.Port, bell int) error {
	o.port = p
	o.fds = []unix.PollFd{{Fd: int32(bell), Events: unix.POLLIN}}
	o.socks = []*posix.Sock{nil}
	return nil
}

// Watch puts s into the array, changes its entry or takes it out.
func (o *poller) Watch(s *posix.Sock, is port.Interest) syscall.Errno {
	switch {
	case is == 0: // hang-ups are reported to whoever is in the array
		o.Forget(s)
	case s.Told() == 0:
		s.Slot = int32(len(o.fds))
		o.fds = append(o.fds, unix.PollFd{Fd: s.Fd(), Events: eventsOf(is)})
		o.socks = append(o.socks, s)
	default:
		o.fds[s.Slot].Events = eventsOf(is)
	}
	return 0
}

// Forget takes s out. The last one takes its place.
func (o *poller) Forget(s *posix.Sock) {
	last := len(o.fds) - 1
	o.fds[s.Slot], o.socks[s.Slot] = o.fds[last], o.socks[last]
	o.socks[s.Slot].Slot = s.Slot
	o.fds, o.socks[last] = o.fds[:last], nil
	o.socks = o.socks[:last]
}

// Owns is true of nothing.
func (o *poller) Owns(int) bool { return false }

// Close has nothing to close.
func (o *poller) Close() error { return nil }
