//go:build linux

package epoll

import (
	"golang.org/x/sys/unix"

	"ravel/core/port"
	"ravel/transports/sys"
)

// A watched is a descriptor of somebody else.
type watched struct {
	sock
	// file is the open file that the descriptor led to when watching began: numbers are used again.
	file sys.File
}

// Watch watches fd. The OpError is EBADF for no descriptor, EEXIST for one that this Port watches or
// owns, or what epoll says of it. A file that epoll cannot watch never blocks and is always ready.
func (p *Port) Watch(fd int) (port.Watched, error) {
	if p.closed {
		return nil, port.ErrClosed
	}
	file, err := sys.Identify(fd)
	if err != nil {
		return nil, &port.OpError{Op: "watch", Err: err}
	}
	if p.owns(fd) {
		return nil, &port.OpError{Op: "watch", Err: unix.EEXIST}
	}
	always := false
	// Asking now is the only way to tell the caller, since interest is told to the kernel later.
	switch e := rawEpollCtl(p.epfd, unix.EPOLL_CTL_ADD, int32(fd), &unix.EpollEvent{}); e {
	case 0, unix.EEXIST:
		rawEpollCtl(p.epfd, unix.EPOLL_CTL_DEL, int32(fd), nil)
	case unix.EPERM:
		always = true
	default:
		return nil, &port.OpError{Op: "epoll_ctl", Err: e}
	}
	w := &watched{sock: sock{borrowed: true, hangs: true}, file: file}
	p.add(&w.sock, fd)
	if always {
		p.watchAlways(&w.sock, false)
	}
	p.watches.add(w)
	return w, nil
}

// owns reports whether the number is taken by a live Sock or by the Port itself.
func (p *Port) owns(fd int) bool {
	if fd == p.epfd || fd == p.wakefd || fd == p.reserve {
		return true
	}
	if fd >= len(p.table) || p.table[fd] == nil {
		return false
	}
	for _, w := range p.watches.all {
		if &w.sock == p.table[fd] {
			return !w.Gone()
		}
	}
	return true
}

// Gone is true if the descriptor was closed, also if its number leads to another file by now.
func (w *watched) Gone() bool {
	if w.gone || w.fd < 0 {
		return w.gone
	}
	file, err := sys.Identify(int(w.fd))
	if err == nil && file == w.file {
		return false
	}
	w.port.lose(&w.sock)
	return true
}

// Close ends the watching.
func (w *watched) Close(abort bool) {
	if w.fd >= 0 {
		w.port.watches.remove(w)
	}
	w.sock.Close(abort)
}

// asked is what the kernel is asked for where i is wanted. For who is told of hang-ups alone, the peer's
// half-close is none, and epoll reports hang-ups unasked.
func (s *sock) asked(i port.Interest) port.Interest {
	if s.hangs && i&(port.Read|port.Write) != 0 {
		return i &^ port.Closed
	}
	return i
}

// hangUp is what a hang-up or an error makes true for a watched descriptor: what came before it can
// still be read; after that its owner is told of the end instead of being asked to read once more.
func hangUp(events uint32) port.Interest {
	if events&unix.EPOLLIN != 0 {
		return port.Read | port.Closed
	}
	return port.Closed
}
