//go:build linux

package posix

import (
	"golang.org/x/sys/unix"

	"ravel/core/port"
	"ravel/transports/sys"
)

// A watched is a descriptor of somebody else.
type watched struct {
	Sock
	// file is the open file that the descriptor led to when watching began: numbers are used again.
	file sys.File
}

// Watch watches fd. The OpError is EBADF for no descriptor, EEXIST for one that this Port watches or
// owns, or what the Poller says of it. A file that it cannot watch never blocks and is always ready.
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
	w := &watched{Sock: Sock{borrowed: true, hangs: true}, file: file}
	p.add(&w.Sock, fd)
	// Asking now is the only way to tell the caller, since interest is told to the kernel later.
	switch e := p.poller.Watch(&w.Sock, port.Read); e {
	case 0:
		w.told = port.Read
		p.unwatch(&w.Sock)
	case unix.EPERM:
		p.watchAlways(&w.Sock, false)
	default:
		p.remove(&w.Sock)
		return nil, &port.OpError{Op: "watch", Err: e}
	}
	p.watches.add(w)
	return w, nil
}

// owns reports whether the number is taken by a live Sock or by the Port itself.
func (p *Port) owns(fd int) bool {
	if fd == p.bell.fd || fd == p.reserve || p.poller.Owns(fd) {
		return true
	}
	if fd >= len(p.table) || p.table[fd] == nil {
		return false
	}
	for _, w := range p.watches.all {
		if &w.Sock == p.table[fd] {
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
	w.port.lose(&w.Sock)
	return true
}

// Close ends the watching.
func (w *watched) Close(abort bool) {
	if w.fd >= 0 {
		w.port.watches.remove(w)
	}
	w.Sock.Close(abort)
}
