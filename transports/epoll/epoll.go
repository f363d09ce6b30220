//go:build linux

package epoll

import (
	"syscall"

	"golang.org/x/sys/unix"

	"ravel/core/port"
	"ravel/transports/posix"
)

// A poller is one epoll instance.
type poller struct {
	port *posix.Port
	epfd int
	bell int

	events []unix.EpollEvent
	stale  int  // events of former owners since the instance was made
	coarse bool // the kernel has no epoll_pwait2
	until  timespec
}

// New makes a Port on epoll. The error is the system's, such as EMFILE.
func New() (*posix.Port, error) { return posix.New(&poller{epfd: -1}) }

// Open makes the instance.
func (e *poller) Open(p *posix.Port, bell int) error {
	e.port, e.bell = p, bell
	return e.create()
}

// create makes a new instance that watches the bell: by edge, so that every ring is one event and nobody has to read.
func (e *poller) create() error {
	epfd, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return &port.OpError{Op: "epoll_create1", Err: err}
	}
	ev := unix.EpollEvent{Events: unix.EPOLLIN | unix.EPOLLET, Fd: int32(e.bell)}
	if err := unix.EpollCtl(epfd, unix.EPOLL_CTL_ADD, e.bell, &ev); err != nil {
		unix.Close(epfd)
		return &port.OpError{Op: "epoll_ctl", Err: err}
	}
	e.epfd = epfd
	return nil
}

// Watch registers s, changes its registration or removes it.
func (e *poller) Watch(s *posix.Sock, is port.Interest) syscall.Errno {
	op := unix.EPOLL_CTL_MOD
	switch {
	case s.Told() == 0:
		op = unix.EPOLL_CTL_ADD
	case is == 0: // a registration for nothing would report EPOLLHUP for ever
		op = unix.EPOLL_CTL_DEL
	}
	ev := unix.EpollEvent{Events: eventsOf(is), Fd: s.Fd(), Pad: int32(s.Gen())}
	errno := rawEpollCtl(e.epfd, op, s.Fd(), &ev)
	if errno == unix.EEXIST { // the same number and file again, after its owner dup'ed it to and fro
		errno = rawEpollCtl(e.epfd, unix.EPOLL_CTL_MOD, s.Fd(), &ev)
	}
	return errno
}

// Forget removes what closing the descriptor would leave: registrations belong to open files.
func (e *poller) Forget(s *posix.Sock) {
	if s.IsShared() && !s.IsGone() {
		rawEpollCtl(e.epfd, unix.EPOLL_CTL_DEL, s.Fd(), nil)
	}
}

// Owns is true of the epoll instance.
func (e *poller) Owns(fd int) bool { return fd == e.epfd }

// Close closes the instance.
func (e *poller) Close() error { return unix.Close(e.epfd) }
