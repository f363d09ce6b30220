//go:build linux

package posix

import (
	"net/netip"

	"golang.org/x/sys/unix"

	"ravel/core/port"
)

// Dial starts a connection. What fails at once is returned; what fails later, Connected tells.
func (p *Port) Dial(c port.DialConfig) (port.Stream, error) {
	c.To, c.Local = unmapped(c.To), unmapped(c.Local)
	if c.To == (port.Addr{}) {
		return nil, &port.OpError{Op: "connect", Err: unix.EINVAL}
	}
	af := family(c.To)
	fd, err := p.open(af, unix.SOCK_STREAM)
	if err != nil {
		return nil, err
	}
	if err := p.prepare(fd, af, c); err != nil {
		unix.Close(fd)
		return nil, err
	}
	if err := p.connect(fd, af, c.To); err != nil {
		unix.Close(fd)
		return nil, err
	}
	st, s := p.newStream(af)
	s.remote.Set(c.To)
	s.dialling, s.bound = true, c.Local != port.Addr{}
	p.add(&s.Sock, fd)
	if s.bound || !s.tcp { // else it is known when the connection is
		s.learnLocal()
	}
	return st, nil
}

// open makes a socket that does not block and that children do not inherit.
func (p *Port) open(af, kind int) (int, error) {
	if p.closed {
		return -1, port.ErrClosed
	}
	fd, err := unix.Socket(af, kind|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return -1, &port.OpError{Op: "socket", Err: err}
	}
	return fd, nil
}

// prepare does what comes between making a socket and connecting it.
func (p *Port) prepare(fd, af int, c port.DialConfig) error {
	if af != unix.AF_UNIX {
		if err := setTCP(fd, c.NoDelay, c.KeepAlive); err != nil {
			return err
		}
		if c.Local.AddrPort.IsValid() && c.Local.AddrPort.Port() == 0 {
			// The port is chosen when the peer is known, so that one can serve many peers. A system
			// without the option chooses at once.
			unix.SetsockoptInt(fd, unix.SOL_IP, unix.IP_BIND_ADDRESS_NO_PORT, 1)
		}
	}
	if c.Local == (port.Addr{}) {
		return nil
	}
	return p.bind(fd, af, c.Local)
}

func (p *Port) bind(fd, af int, a port.Addr) error {
	n, e := encode(&p.raw, af, a)
	if e == 0 {
		e = rawBind(int32(fd), &p.raw, n)
	}
	if e != 0 {
		return &port.OpError{Op: "bind", Err: e}
	}
	return nil
}

func (p *Port) connect(fd, af int, to port.Addr) error {
	n, e := encode(&p.raw, af, to)
	if e == 0 {
		e = rawConnect(int32(fd), &p.raw, n)
	}
	switch e {
	case 0, unix.EINPROGRESS, unix.EINTR:
		return nil
	}
	return &port.OpError{Op: "connect", Err: e}
}

// unmapped makes an IPv4 address of one that is mapped into IPv6.
func unmapped(a port.Addr) port.Addr {
	if ip := a.AddrPort.Addr(); ip.Is4In6() {
		a.AddrPort = netip.AddrPortFrom(ip.Unmap(), a.AddrPort.Port())
	}
	return a
}
