//go:build linux

package posix

import (
	"golang.org/x/sys/unix"

	"ravel/core/port"
)

// Listen opens a listening socket. An IPv6 one takes IPv6 alone, so that both families can share a
// port number. The OpError names the step: socket, setsockopt, bind, chmod, listen.
func (p *Port) Listen(c port.ListenConfig) (port.Listener, error) {
	c.At = unmapped(c.At)
	af := family(c.At)
	if af == unix.AF_UNSPEC {
		return nil, &port.OpError{Op: "bind", Err: unix.EINVAL}
	}
	fd, err := p.open(af, unix.SOCK_STREAM)
	if err != nil {
		return nil, err
	}
	if af == unix.AF_UNIX {
		err = p.bindPath(fd, c)
	} else {
		err = p.bindTCP(fd, af, c)
	}
	if err != nil {
		unix.Close(fd)
		return nil, err
	}
	return p.newListener(fd, af), nil
}

// newListener makes a listener of a socket that listens and does not block.
func (p *Port) newListener(fd, af int) *listener {
	l := &listener{af: af}
	p.add(&l.Sock, fd)
	l.learnLocal()
	return l
}

func (p *Port) bindTCP(fd, af int, c port.ListenConfig) error {
	// A port can be listened on again while connections of the last listener linger in TIME_WAIT.
	err := setFlag(int32(fd), unix.SOL_SOCKET, unix.SO_REUSEADDR, "SO_REUSEADDR", true)
	if err == nil && c.ReusePort {
		err = setFlag(int32(fd), unix.SOL_SOCKET, unix.SO_REUSEPORT, "SO_REUSEPORT", true)
	}
	if err == nil && af == unix.AF_INET6 {
		err = setFlag(int32(fd), unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, "IPV6_V6ONLY", true)
	}
	if err == nil {
		err = setTCP(fd, c.NoDelay, c.KeepAlive)
	}
	if err == nil {
		err = p.bind(fd, af, c.At)
	}
	if err == nil {
		err = listen(fd, c.Backlog)
	}
	return err
}

// bindPath makes the socket file, and removes it if it cannot be listened on.
func (p *Port) bindPath(fd int, c port.ListenConfig) error {
	if c.At.Path[0] == '@' {
		if err := p.bind(fd, unix.AF_UNIX, c.At); err != nil {
			return err
		}
		return listen(fd, c.Backlog)
	}
	if err := p.bindFile(fd, c.At, c.Mode); err != nil {
		return err
	}
	if err := listen(fd, c.Backlog); err != nil {
		unix.Unlink(c.At.Path)
		return err
	}
	return nil
}

// bindFile makes a socket file of a mode. The mode of the socket itself is set first, so that the
// file is never open to more than it says; chmod then gives what the umask took. Nobody can connect
// meanwhile: nothing listens yet.
func (p *Port) bindFile(fd int, at port.Addr, mode uint32) error {
	if err := unix.Fchmod(fd, mode); err != nil {
		return &port.OpError{Op: "fchmod", Err: err}
	}
	if err := p.bind(fd, unix.AF_UNIX, at); err != nil {
		return err
	}
	if err := unix.Chmod(at.Path, mode); err != nil {
		unix.Unlink(at.Path)
		return &port.OpError{Op: "chmod", Err: err}
	}
	return nil
}

func listen(fd, backlog int) error {
	if err := unix.Listen(fd, backlog); err != nil {
		return &port.OpError{Op: "listen", Err: err}
	}
	return nil
}
