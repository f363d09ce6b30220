//go:build darwin || freebsd || linux

package sys

import (
	"golang.org/x/sys/unix"

	"ravel/core/port"
)

// Duplicate makes another descriptor of the same open file, which children do not inherit.
func Duplicate(fd int) (int, error) {
	dup, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return -1, &port.OpError{Op: "fcntl F_DUPFD_CLOEXEC", Err: err}
	}
	return dup, nil
}

// Close closes a descriptor.
func Close(fd int) error {
	if err := unix.Close(fd); err != nil {
		return &port.OpError{Op: "close", Err: err}
	}
	return nil
}
