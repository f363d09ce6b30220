package kernel

import (
	"syscall"

	"ravel/core/port"
)

// A watchedSock watches a descriptor that somebody else owns.
type watchedSock struct{ sock }

var _ port.Watched = (*watchedSock)(nil)

// Watch returns a Sock over fd. A descriptor can be watched once at a time.
func (h *Host) Watch(fd int) (port.Watched, error) {
	f := h.lookup(fd)
	if f == nil {
		return nil, wrap("watch", syscall.EBADF)
	}
	for s := f.socks; s != nil; s = s.sibling {
		if s.watched && s.fd == fd && s.host == h {
			return nil, wrap("watch", syscall.EEXIST)
		}
	}
	s := &watchedSock{sock{host: h, file: f, fd: fd, watched: true}}
	f.attach(&s.sock)
	return s, nil
}

// Gone is true if the descriptor was closed by its owner.
func (s *watchedSock) Gone() bool { return s.closed || s.gone() }

// LocalAddr is the zero Addr: what is watched need not be a socket.
func (s *watchedSock) LocalAddr() port.Addr { return port.Addr{} }
