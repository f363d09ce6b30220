//go:build linux

package epoll

import (
	"golang.org/x/sys/unix"

	"ravel/core/port"
)

var (
	_ port.Files   = (*Port)(nil)
	_ port.Watcher = (*Port)(nil)
	_ port.Adopter = (*Port)(nil)
)

// Unlink removes a socket file. What is no socket stays, with ENOTSOCK: somebody put it there since.
func (p *Port) Unlink(path string) error {
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
