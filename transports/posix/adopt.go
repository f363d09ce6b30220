//go:build linux

package posix

import (
	"golang.org/x/sys/unix"

	"ravel/core/port"
	"ravel/transports/sys"
)

// AdoptListener takes a duplicate of a socket that listens. The options of c are set where they are on.
func (p *Port) AdoptListener(fd int, c port.ListenConfig) (port.Listener, bool, error) {
	f, dup, err := p.adopt(fd, sys.AdoptListener)
	if err != nil {
		return nil, false, err
	}
	if !f.UNIX() {
		if err := setTCP(dup, c.NoDelay, c.KeepAlive); err != nil {
			unix.Close(dup)
			return nil, false, err
		}
	}
	l := &listener{af: f.Family}
	l.shared = true
	p.add(&l.Sock, dup)
	l.learnLocal()
	return l, f.UNIX(), nil
}

// AdoptStream takes a duplicate of a connected stream socket.
func (p *Port) AdoptStream(fd int) (port.Stream, bool, error) {
	f, dup, err := p.adopt(fd, sys.AdoptStream)
	if err != nil {
		return nil, false, err
	}
	if e := rawGetpeername(int32(dup), &p.raw, &p.rawLen); e != 0 {
		unix.Close(dup)
		return nil, false, &port.OpError{Op: "getpeername", Err: e}
	}
	st, s := p.newStream(f.Family)
	s.remote.Set(decode(&p.raw, p.rawLen))
	s.shared = true
	p.add(&s.Sock, dup)
	s.learnLocal()
	return st, f.UNIX(), nil
}

// AdoptDatagram takes a duplicate of a datagram socket. Of c, MaxPacket alone counts.
func (p *Port) AdoptDatagram(fd int, c port.DatagramConfig) (port.Datagram, bool, error) {
	f, dup, err := p.adopt(fd, sys.AdoptDatagram)
	if err != nil {
		return nil, false, err
	}
	return p.newDatagram(dup, f.Family, c.MaxPacket, true), f.UNIX(), nil
}

// adopt is take, which looks at fd and duplicates it, on a Port that is open.
func (p *Port) adopt(fd int, take func(fd int) (sys.Found, int, error)) (sys.Found, int, error) {
	if p.closed {
		return sys.Found{}, -1, port.ErrClosed
	}
	return take(fd)
}
