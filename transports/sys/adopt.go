//go:build darwin || freebsd || linux

package sys

import (
	"fmt"

	"golang.org/x/sys/unix"

	"ravel/core/port"
)

// A Found is what a descriptor turned out to be.
type Found struct {
	Family, Kind int // AF_INET, SOCK_STREAM, …
	Listening    bool
}

func (f Found) String() string {
	family := fmt.Sprintf("family %d", f.Family)
	switch f.Family {
	case unix.AF_INET:
		family = "IPv4"
	case unix.AF_INET6:
		family = "IPv6"
	case unix.AF_UNIX:
		family = "UNIX"
	}
	kind := fmt.Sprintf("type %d", f.Kind)
	switch f.Kind {
	case unix.SOCK_STREAM:
		kind = "stream"
	case unix.SOCK_DGRAM:
		kind = "datagram"
	case unix.SOCK_SEQPACKET:
		kind = "sequenced-packet"
	case unix.SOCK_RAW:
		kind = "raw"
	}
	if f.Listening {
		return fmt.Sprintf("a listening %s %s socket", family, kind)
	}
	return fmt.Sprintf("a %s %s socket", family, kind)
}

// UNIX reports whether it is a UNIX socket.
func (f Found) UNIX() bool { return f.Family == unix.AF_UNIX }

// AdoptListener duplicates fd if it is a stream socket that listens.
func AdoptListener(fd int) (Found, int, error) {
	return adopt(fd, "a listening stream socket", func(f Found) bool { return f.Kind == unix.SOCK_STREAM && f.Listening })
}

// AdoptStream duplicates fd if it is a connected stream socket.
func AdoptStream(fd int) (Found, int, error) {
	f, dup, err := adopt(fd, "a connected stream socket", func(f Found) bool { return f.Kind == unix.SOCK_STREAM && !f.Listening })
	if err != nil {
		return Found{}, -1, err
	}
	if _, err := unix.Getpeername(dup); err != nil {
		unix.Close(dup)
		return Found{}, -1, &port.OpError{Op: "getpeername", Err: err}
	}
	return f, dup, nil
}

// AdoptDatagram duplicates fd if it is a datagram socket.
func AdoptDatagram(fd int) (Found, int, error) {
	return adopt(fd, "a datagram socket", func(f Found) bool { return f.Kind == unix.SOCK_DGRAM })
}

// adopt looks at fd and, if it fits, duplicates it. Not to block is a property of the open file: it
// changes for whoever else holds it too.
func adopt(fd int, wanted string, fits func(Found) bool) (Found, int, error) {
	f, err := look(fd)
	if err != nil {
		return Found{}, -1, err
	}
	switch f.Family {
	case unix.AF_INET, unix.AF_INET6, unix.AF_UNIX:
	default:
		return Found{}, -1, unfit(wanted, f, unix.EAFNOSUPPORT)
	}
	if !fits(f) {
		return Found{}, -1, unfit(wanted, f, unix.EPROTOTYPE)
	}
	dup, err := Duplicate(fd)
	if err != nil {
		return Found{}, -1, err
	}
	if err := unix.SetNonblock(dup, true); err != nil {
		unix.Close(dup)
		return Found{}, -1, &port.OpError{Op: "fcntl O_NONBLOCK", Err: err}
	}
	return f, dup, nil
}

func unfit(wanted string, f Found, errno error) error {
	return &port.OpError{Op: "adopt", Err: fmt.Errorf("%v is not %s: %w", f, wanted, errno)}
}

// look asks the system what fd is: EBADF for nothing, ENOTSOCK for what is no socket.
func look(fd int) (Found, error) {
	kind, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_TYPE)
	if err != nil {
		return Found{}, &port.OpError{Op: "getsockopt SO_TYPE", Err: err}
	}
	family, err := familyOf(fd)
	if err != nil {
		return Found{}, err
	}
	listening, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_ACCEPTCONN)
	if err != nil {
		return Found{}, &port.OpError{Op: "getsockopt SO_ACCEPTCONN", Err: err}
	}
	return Found{family, kind, listening != 0}, nil
}
