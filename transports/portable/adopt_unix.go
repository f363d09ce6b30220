//go:build darwin || freebsd || linux

package portable

import (
	"net"
	"os"

	"ravel/core/port"
	"ravel/transports/blocking"
	"ravel/transports/sys"
)

var _ port.Adopter = (*Port)(nil)

// AdoptListener takes a duplicate of a socket that listens.
func (p *Port) AdoptListener(fd int, c port.ListenConfig) (port.Listener, bool, error) {
	found, f, err := p.adopt(fd, sys.AdoptListener)
	if err != nil {
		return nil, false, err
	}
	defer f.Close()
	l, err := p.serveFile(f, c)
	return l, found.UNIX(), err
}

// AdoptStream takes a duplicate of a connected stream socket.
func (p *Port) AdoptStream(fd int) (port.Stream, bool, error) {
	found, f, err := p.adopt(fd, sys.AdoptStream)
	if err != nil {
		return nil, false, err
	}
	defer f.Close()
	conn, err := net.FileConn(f)
	if err != nil {
		return nil, false, blocking.Opening("adopt", err)
	}
	s, err := dialled(blocking.New(p.set, conn, blocking.Options{Descriptors: found.UNIX()}))
	return s, found.UNIX(), err
}

// AdoptDatagram takes a duplicate of a datagram socket. Of c, MaxPacket alone counts.
func (p *Port) AdoptDatagram(fd int, c port.DatagramConfig) (port.Datagram, bool, error) {
	found, f, err := p.adopt(fd, sys.AdoptDatagram)
	if err != nil {
		return nil, false, err
	}
	defer f.Close()
	c = port.DatagramConfig{MaxPacket: c.MaxPacket}
	if found.UNIX() {
		conn, err := gramOf(f, "")
		if err != nil {
			return nil, true, err
		}
		d, err := opened(p.gram(conn, c))
		return d, true, err
	}
	conn, err := net.FilePacketConn(f)
	if err != nil {
		return nil, false, blocking.Opening("adopt", err)
	}
	d, err := opened(p.udp(udpConn{conn.(*net.UDPConn)}, c))
	return d, false, err
}

// adopt is take on a Port that is open. The duplicate is given.
func (p *Port) adopt(fd int, take func(fd int) (sys.Found, int, error)) (sys.Found, *os.File, error) {
	if p.closed() {
		return sys.Found{}, nil, port.ErrClosed
	}
	found, dup, err := take(fd)
	if err != nil {
		return sys.Found{}, nil, err
	}
	return found, os.NewFile(uintptr(dup), "adopted"), nil
}
