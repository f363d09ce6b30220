package kernel

import (
	"syscall"

	"ravel/core/port"
)

// A node is what an open file is: a socket, a pipe's end.
type node interface {
	// poll is what is true of it now.
	poll() port.Interest
	// release is called when the last descriptor was closed.
	release(abort bool)
	// describe names it for people.
	describe() string
	base() *file
}

// A file is an open file: what descriptors, possibly several, lead to. Every node embeds one.
type file struct {
	self  node
	refs  int
	abort bool  // some descriptor was closed with abort
	socks *sock // who watches it
}

func (f *file) base() *file { return f }

// changed has everyone who watches f looked at again.
func (f *file) changed() {
	for s := f.socks; s != nil; s = s.sibling {
		if s.want != 0 && !s.listed && s.true() != 0 {
			s.host.list(s)
		}
	}
}

func (f *file) attach(s *sock) {
	s.sibling = f.socks
	f.socks = s
}

func (f *file) detach(s *sock) {
	for p := &f.socks; *p != nil; p = &(*p).sibling {
		if *p == s {
			*p = s.sibling
			s.sibling = nil
			return
		}
	}
}

func (f *file) unref() {
	if f.refs--; f.refs == 0 {
		f.self.release(f.abort)
	}
}

// A descriptor is one entry of the table.
type descriptor struct {
	file  *file
	owner *sock // the Sock that closes it, if one does
}

// room says whether a descriptor could be had.
func (h *Host) room() syscall.Errno {
	if h.open >= h.c.Descriptors {
		return syscall.EMFILE
	}
	return 0
}

// install opens the lowest free descriptor on n; there must be room.
func (h *Host) install(n node, owner *sock) int {
	f := n.base()
	f.self = n
	f.refs++
	fd := h.lowest
	for fd < len(h.fds) && h.fds[fd].file != nil {
		fd++
	}
	if fd == len(h.fds) {
		h.fds = append(h.fds, descriptor{})
	}
	h.fds[fd] = descriptor{f, owner}
	h.lowest = fd + 1
	h.open++
	if owner != nil {
		owner.fd = fd
	}
	return fd
}

func (h *Host) lookup(fd int) *file {
	if fd < 0 || fd >= len(h.fds) {
		return nil
	}
	return h.fds[fd].file
}

func (h *Host) closeDescriptor(fd int, abort bool) {
	f := h.fds[fd].file
	h.fds[fd] = descriptor{}
	h.lowest = min(h.lowest, fd)
	h.open--
	f.abort = f.abort || abort
	// A watcher of a closed descriptor must learn that it is gone; f may live on through duplicates.
	for s := f.socks; s != nil; s = s.sibling {
		if s.fd == fd && s.host == h && s.watched && s.want != 0 && !s.listed {
			h.list(s)
		}
	}
	f.unref()
}

// DuplicateDescriptor opens another descriptor on what fd leads to.
func (h *Host) DuplicateDescriptor(fd int) (int, error) {
	f := h.lookup(fd)
	if f == nil {
		return -1, wrap("dup", syscall.EBADF)
	}
	if e := h.room(); e != 0 {
		return -1, wrap("dup", e)
	}
	return h.install(f.self, nil), nil
}

// CloseDescriptor closes fd.
func (h *Host) CloseDescriptor(fd int) error {
	if h.lookup(fd) == nil {
		return wrap("close", syscall.EBADF)
	}
	h.closeDescriptor(fd, false)
	return nil
}

// Descriptor is the descriptor of a Sock of this host, or -1 after it was closed.
func (h *Host) Descriptor(s port.Sock) int {
	if d, ok := s.(interface{ descriptor() int }); ok {
		return d.descriptor()
	}
	return -1
}
