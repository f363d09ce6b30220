//go:build linux

package posix

import (
	"syscall"

	"golang.org/x/sys/unix"

	"ravel/core/port"
)

// acceptSkipMax is how many connections that were gone already one Accept passes over. More of them
// keep the listener ready.
const acceptSkipMax = 64

// A listener accepts streams.
type listener struct {
	Sock
	af int
}

// Accept returns an established connection.
//
// EMFILE and ENFILE: one waiting peer was turned away with the reserve. If the reserve itself is lost,
// taken by another part of the program, or there is no memory (ENOBUFS, ENOMEM), the listener is not
// reported for restFor, so that nobody spins.
func (l *listener) Accept() (port.Stream, port.Addr, error) {
	p := l.port
	for range acceptSkipMax {
		fd, e := rawAccept(l.fd, &p.raw, &p.rawLen)
		switch {
		case e == 0:
			st, from := l.accepted(fd)
			return st, from, nil
		case e == unix.EMFILE || e == unix.ENFILE:
			return nil, port.Addr{}, l.turnAway(e)
		case e == unix.ENOBUFS || e == unix.ENOMEM:
			p.putOff(&l.Sock)
			return nil, port.Addr{}, e
		case !isPeersFault(e):
			return nil, port.Addr{}, fault(e)
		}
	}
	return nil, port.Addr{}, port.ErrWouldBlock
}

// isPeersFault is true for what ends one connection before it is accepted.
//
// accept(2): "Linux accept() passes already-pending network errors on the new socket as an error code
// from accept()."
func isPeersFault(e syscall.Errno) bool {
	switch e {
	case unix.ECONNABORTED, unix.EINTR, unix.EPROTO, unix.EPERM, unix.ENETDOWN, unix.ENOPROTOOPT, unix.EHOSTDOWN,
		unix.ENONET, unix.EHOSTUNREACH, unix.ENETUNREACH:
		return true
	}
	return false
}

func (l *listener) accepted(fd int) (port.Stream, port.Addr) {
	p := l.port
	st, s := p.newStream(l.af)
	from := decode(&p.raw, p.rawLen)
	s.remote.Set(from)
	p.add(&s.Sock, fd)
	if ap := l.LocalAddr().AddrPort; ap.IsValid() && ap.Addr().IsUnspecified() {
		s.learnLocal()
	} else {
		s.local = l.local
	}
	return st, from
}

// turnAway spends the reserve on one waiting peer. accept4 looks for a free descriptor before it
// looks for a peer, so the error may come without one: that is ErrWouldBlock.
func (l *listener) turnAway(e syscall.Errno) error {
	p := l.port
	if !p.openReserve() {
		p.putOff(&l.Sock)
		return e
	}
	p.closeReserve()
	fd, again := rawAccept(l.fd, &p.raw, &p.rawLen)
	if again == 0 {
		rawClose(int32(fd))
	}
	p.openReserve()
	if again == unix.EAGAIN {
		return port.ErrWouldBlock
	}
	return e
}
