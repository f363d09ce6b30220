package sys

import (
	"golang.org/x/sys/unix"

	"ravel/core/port"
)

func familyOf(fd int) (int, error) {
	family, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_DOMAIN)
	if err != nil {
		return 0, &port.OpError{Op: "getsockopt SO_DOMAIN", Err: err}
	}
	return family, nil
}
