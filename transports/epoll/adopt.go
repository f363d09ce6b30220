//go:build linux

package epoll

import (
	"fmt"

	"golang.org/x/sys/unix"

	"ravel/core/port"
)

// A found is what a descriptor turned out to be.
type found struct {
	family, kind int
	listening    bool
}

func (f found) String() string {
	family := fmt.Sprintf("family %d", f.family)
	switch f.family {
	case unix.AF_INET:
		family = "IPv4"
	case unix.AF_INET6:
		family = "IPv6"
	case unix.AF_UNIX:
		family = "UNIX"
	}
	kind := fmt.Sprintf("type %d", f.kind)
	switch f.kind {
	case unix.SOCK_STREAM:
		kind = "stream"
	case unix.SOCK_DGRAM:
		kind = "datagram"
	case unix.SOCK_SEQPACKET:
		kind = "sequenced-packet"
	case unix.SOCK_RAW:
		kind = "raw"
	}
	if f.listening {
		return fmt.Sprintf("a listening %s %s socket", family, kind)
	}
	return fmt.Sprintf("a %s %s socket", family, kind)
}

// AdoptListener takes a duplicate of a socket that listens. The options of c are set where they are on.
func (p *Port) AdoptListener(fd int, c port.ListenConfig) (port.Listener, bool, error) {
	f, dup, err := p.adopt(fd, "a listening stream socket", func(f found) bool {
		return f.kind == unix.SOCK_STREAM && f.listening
	})
	if err != nil {
		return nil, false, err
	}
	if f.family != unix.AF_UNIX {
		if err := setTCP(dup, c.NoDelay, c.KeepAlive); err != nil {
			unix.Close(dup)
			return nil, false, err
		}
	}
	l := &listener{af: f.family}
	l.shared = true
	p.add(&l.sock, dup)
	l.learnLocal()
	return l, f.family == unix.AF_UNIX, nil
}

// AdoptStream takes a duplicate of a connected stream socket.
func (p *Port) AdoptStream(fd int) (port.Stream, bool, error) {
	f, dup, err := p.adopt(fd, "a connected stream socket", func(f found) bool {
		return f.kind == unix.SOCK_STREAM && !f.listening
	})
	if err != nil {
		return nil, false, err
	}
	if e := rawGetpeername(int32(dup), &p.raw, &p.rawLen); e != 0 {
		unix.Close(dup)
		return nil, false, &port.OpError{Op: "getpeername", Err: e}
	}
	st, s := p.newStream(f.family)
	s.remote = decode(&p.raw, p.rawLen)
	s.shared = true
	p.add(&s.sock, dup)
	s.learnLocal()
	return st, f.family == unix.AF_UNIX, nil
}

// AdoptDatagram takes a duplicate of a datagram socket. Of c, MaxPacket alone counts.
func (p *Port) AdoptDatagram(fd int, c port.DatagramConfig) (port.Datagram, bool, error) {
	f, dup, err := p.adopt(fd, "a datagram socket", func(f found) bool { return f.kind == unix.SOCK_DGRAM })
	if err != nil {
		return nil, false, err
	}
	return p.newDatagram(dup, f.family, c.MaxPacket, true), f.family == unix.AF_UNIX, nil
}

// adopt looks at fd and, if it fits, duplicates it. Not to block is a property of the open file: it
// changes for whoever else holds it too.
func (p *Port) adopt(fd int, wanted string, fits func(found) bool) (found, int, error) {
	if p.closed {
		return found{}, -1, port.ErrClosed
	}
	f, err := look(fd)
	if err != nil {
		return found{}, -1, err
	}
	switch f.family {
	case unix.AF_INET, unix.AF_INET6, unix.AF_UNIX:
	default:
		return found{}, -1, unfit(wanted, f, unix.EAFNOSUPPORT)
	}
	if !fits(f) {
		return found{}, -1, unfit(wanted, f, unix.EPROTOTYPE)
	}
	dup, err := p.DuplicateDescriptor(fd)
	if err != nil {
		return found{}, -1, err
	}
	if err := unix.SetNonblock(dup, true); err != nil {
		unix.Close(dup)
		return found{}, -1, &port.OpError{Op: "fcntl O_NONBLOCK", Err: err}
	}
	return f, dup, nil
}

func unfit(wanted string, f found, errno error) error {
	return &port.OpError{Op: "adopt", Err: fmt.Errorf("%v is not %s: %w", f, wanted, errno)}
}

// look asks the system what fd is: EBADF for nothing, ENOTSOCK for what is no socket.
func look(fd int) (found, error) {
	kind, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_TYPE)
	if err != nil {
		return found{}, &port.OpError{Op: "getsockopt SO_TYPE", Err: err}
	}
	family, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_DOMAIN)
	if err != nil {
		return found{}, &port.OpError{Op: "getsockopt SO_DOMAIN", Err: err}
	}
	listening, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_ACCEPTCONN)
	if err != nil {
		return found{}, &port.OpError{Op: "getsockopt SO_ACCEPTCONN", Err: err}
	}
	return found{family, kind, listening != 0}, nil
}
