//go:build linux

package epoll

import (
	"golang.org/x/sys/unix"

	"ravel/core/port"
)

// DuplicateDescriptor makes another descriptor of the same open file, which children do not inherit.
func (p *Port) DuplicateDescriptor(fd int) (int, error) {
	dup, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return -1, &port.OpError{Op: "fcntl F_DUPFD_CLOEXEC", Err: err}
	}
	return dup, nil
}

// CloseDescriptor closes a descriptor that no Sock owns.
func (p *Port) CloseDescriptor(fd int) error {
	if err := unix.Close(fd); err != nil {
		return &port.OpError{Op: "close", Err: err}
	}
	return nil
}
