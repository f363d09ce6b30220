//go:build darwin || freebsd || linux

package sys

import (
	"golang.org/x/sys/unix"

	"ravel/core/port"
)

// Unlink removes a socket file. What is no socket stays, with ENOTSOCK: somebody put it there since.
func Unlink(path string) error {
	var st unix.Stat_t
	if err := unix.Lstat(path, &st); err != nil {
		return &port.OpError{Op: "lstat", Err: err}
	}
	if st.Mode&unix.S_IFMT != unix.S_IFSOCK {
		return &port.OpError{Op: "unlink", Err: unix.ENOTSOCK}
	}
	if err := unix.Unlink(path); err != nil {
		return &port.OpError{Op: "unlink", Err: err}
	}
	return nil
}
