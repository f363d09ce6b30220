//go:build linux

package posix

import (
	"io"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"

	"ravel/core/port"
)

const (
	// discardMax is how much unread input is dropped at most when a stream closes in order.
	discardMax = 1 << 20
	// discardSize is the buffer for that, where the system cannot drop without copying.
	discardSize = 16 << 10
)

// A stream is what TCP and UNIX streams have in common.
type stream struct {
	Sock
	remote   port.Peer
	dry      uint32 // the turn in which a Recv last found nothing
	failed   uint16 // the errno that ended a Dial
	dialling bool
	bound    bool // Dial bound a local address
	ended    bool // the peer's end of stream was read
}

// newStream makes a stream of an address family, and gives it both whole and as what is common.
func (p *Port) newStream(af int) (port.Stream, *stream) {
	if af == unix.AF_UNIX {
		u := new(unixStream)
		u.bytes = true
		return u, &u.stream
	}
	t := new(tcpStream)
	t.bytes, t.tcp = true, true
	return t, &t.stream
}

// Connected tells how a Dial went. The local and, where the system chose it, the remote address are
// known from then on.
func (s *stream) Connected() error {
	switch {
	case s.fd < 0:
		return port.ErrClosed
	case s.failed != 0:
		return syscall.Errno(s.failed)
	case !s.dialling:
		if e := s.outcome(); e != 0 {
			return e
		}
		return nil
	}
	if e := s.outcome(); e != 0 {
		s.failed = uint16(e)
		return e
	}
	p := s.port
	switch e := rawGetpeername(s.fd, &p.raw, &p.rawLen); e {
	case 0:
	case unix.ENOTCONN:
		return port.ErrWouldBlock
	default:
		return e
	}
	if s.tcp {
		s.remote.Set(decode(&p.raw, p.rawLen))
		s.learnLocal()
	}
	// Dialling a port of this host where nobody listens, the system may choose that very port to dial
	// from, and TCP then connects the socket to itself.
	if s.tcp && !s.bound && s.LocalAddr() == s.remote.Addr() {
		s.failed = uint16(unix.ECONNREFUSED)
		return unix.ECONNREFUSED
	}
	s.dialling = false
	return nil
}

// outcome is the pending error of the socket.
func (s *stream) outcome() syscall.Errno {
	n, err := unix.GetsockoptInt(int(s.fd), unix.SOL_SOCKET, unix.SO_ERROR)
	if err != nil {
		return err.(syscall.Errno)
	}
	return syscall.Errno(n)
}

// Recv lends what arrived, at most recvMax bytes.
func (s *stream) Recv() ([]byte, error) {
	p := s.port
	n, e := rawRecv(s.fd, p.buf, 0)
	switch {
	case n > 0:
		return p.buf[:n:n], nil
	case e == 0:
		s.ended = true
		return nil, io.EOF
	case e == unix.EAGAIN:
		s.dry = p.turn
	}
	return nil, fault(e)
}

// Send takes what the system has room for.
func (s *stream) Send(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	n, e := rawSend(s.fd, b)
	switch {
	case n == len(b):
		return n, nil
	case e == 0:
		return n, port.ErrWouldBlock
	}
	return 0, fault(e)
}

// SendV is Send of the slices one after another, iovMax of them a system call.
func (s *stream) SendV(ps [][]byte) (int, error) {
	total := 0
	for len(ps) > 0 {
		pieces, used, size := s.port.gather(ps)
		if size == 0 {
			return total, nil
		}
		n, e := s.sendGathered(pieces)
		total += n
		switch {
		case e != 0:
			return total, fault(e)
		case n < size:
			return total, port.ErrWouldBlock
		}
		ps = ps[used:]
	}
	return total, nil
}

// gather fills p.iov with the slices that are not empty: how many, of how many slices, of what size.
func (p *Port) gather(ps [][]byte) (pieces, used, size int) {
	for used < len(ps) && pieces < iovMax {
		if b := ps[used]; len(b) > 0 {
			p.iov[pieces].Base = unsafe.SliceData(b)
			p.iov[pieces].SetLen(len(b))
			pieces++
			size += len(b)
		}
		used++
	}
	return pieces, used, size
}

func (s *stream) sendGathered(pieces int) (int, syscall.Errno) {
	p := s.port
	p.msg = unix.Msghdr{Iov: &p.iov[0]}
	p.msg.SetIovlen(pieces)
	n, e := rawSendMsg(s.fd, &p.msg)
	clear(p.iov[:pieces]) // the slices were borrowed
	return n, e
}

// CloseWrite sends the end of stream.
func (s *stream) CloseWrite() error {
	if e := rawShutdown(s.fd, unix.SHUT_WR); e != 0 {
		return fault(e)
	}
	return nil
}

// Close closes the stream. In order, unread input is dropped first: the system would answer it with a
// reset, which can destroy what was sent before.
func (s *stream) Close(abort bool) {
	if s.fd >= 0 && !abort && !s.ended && !s.shared && s.dry != s.port.turn {
		s.dropInput()
	}
	s.Sock.Close(abort)
}

// dropInput drops what a stream has not read.
func (s *Sock) dropInput() {
	if s.tcp {
		// tcp(7): MSG_TRUNC "causes the received bytes of data to be discarded".
		syscall.RawSyscall6(unix.SYS_RECVFROM, uintptr(s.fd), 0, discardMax, unix.MSG_TRUNC|unix.MSG_DONTWAIT, 0, 0)
		return
	}
	p := s.port
	if p.discard == nil {
		p.discard = make([]byte, discardSize)
	}
	for range discardMax / discardSize {
		if n, _ := rawRecv(s.fd, p.discard, 0); n < len(p.discard) {
			return
		}
	}
}

// RemoteAddr is the peer; it stays known after Close.
func (s *stream) RemoteAddr() port.Addr { return s.remote.Addr() }
