//go:build darwin || freebsd

package sys

import (
	"golang.org/x/sys/unix"

	"ravel/core/port"
)

// familyOf is told by the name: these systems have no SO_DOMAIN in common. A family that is not served is
// AF_UNSPEC.
func familyOf(fd int) (int, error) {
	name, err := unix.Getsockname(fd)
	if err != nil {
		return 0, &port.OpError{Op: "getsockname", Err: err}
	}
	switch name.(type) {
	case *unix.SockaddrInet4:
		return unix.AF_INET, nil
	case *unix.SockaddrInet6:
		return unix.AF_INET6, nil
	case *unix.SockaddrUnix:
		return unix.AF_UNIX, nil
	}
	return unix.AF_UNSPEC, nil
}
