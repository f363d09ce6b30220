//go:build linux

package posix

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"

	"ravel/core/port"
)

const (
	// prefetchMax is how many datagrams one system call takes in at most.
	prefetchMax = 32
	// prefetchBytes is the memory for them: 32 of the usual 8 KiB at most, 4 of 64 KiB. It is grown for a
	// socket whose longest datagram does not fit.
	prefetchBytes = 256 << 10
)

// mmsghdr is the kernel's; its size is a multiple of a word on every architecture.
type mmsghdr struct {
	hdr unix.Msghdr
	n   uint32
}

// prefetch is what one system call took in and RecvFrom has not lent yet. There is one a Port: what
// is left in it when its owner stops receiving keeps the owner ready, and the other sockets receive one
// by one until it is empty.
type prefetch struct {
	owner  *datagram
	next   int
	filled int
	// size and slots say how buf is divided at present.
	size, slots int
	buf         []byte
	headers     [prefetchMax]mmsghdr
	iovs        [prefetchMax]unix.Iovec
	names       [prefetchMax]unix.RawSockaddrAny
}

func (in *prefetch) forget() { in.owner, in.next, in.filled = nil, 0, 0 }

// divide makes slots of one size and points the kernel at them.
func (in *prefetch) divide(size int) {
	if in.size == size {
		return
	}
	if len(in.buf) < max(size, prefetchBytes) {
		in.buf = make([]byte, max(size, prefetchBytes))
	}
	in.size, in.slots = size, min(prefetchMax, len(in.buf)/size)
	for i := range in.slots {
		in.iovs[i].Base = &in.buf[i*size]
		in.iovs[i].SetLen(size)
		h := &in.headers[i].hdr
		h.Iov, h.Name, h.Namelen = &in.iovs[i], (*byte)(unsafe.Pointer(&in.names[i])), nameSize
		h.SetIovlen(1)
	}
}

const nameSize = uint32(unsafe.Sizeof(unix.RawSockaddrAny{}))

// RecvFrom lends one datagram. One system call takes in all that wait, up to prefetchMax; when it
// found fewer than it had room for, the ErrWouldBlock after them costs none.
func (d *datagram) RecvFrom() ([]byte, port.Addr, error) {
	p := d.port
	in := p.in
	switch {
	case d.fd < 0:
		return nil, port.Addr{}, port.ErrClosed
	case in == nil:
		in = new(prefetch)
		p.in = in
	case in.owner == d:
		return d.prefetched()
	case in.owner != nil:
		return d.recvOne()
	}
	if d.dry == p.turn && p.turn != 0 {
		d.dry = 0
		return nil, port.Addr{}, port.ErrWouldBlock
	}
	in.divide(d.maxPacket)
	n, e := rawRecvMmsg(d.fd, in.headers[:in.slots])
	if e != 0 {
		return nil, port.Addr{}, fault(e)
	}
	if n < in.slots {
		d.dry = p.turn
	}
	in.owner, in.next, in.filled = d, 0, n
	return d.prefetched()
}

// prefetched lends the next of what was taken in.
func (d *datagram) prefetched() ([]byte, port.Addr, error) {
	in := d.port.in
	i := in.next
	h := &in.headers[i]
	from := d.sender(&in.names[i], h.hdr.Namelen)
	h.hdr.Namelen = nameSize
	at, n := i*in.size, int(h.n)
	if in.next++; in.next == in.filled {
		in.forget()
	}
	return in.buf[at : at+n : at+n], from, nil
}

// recvOne takes in one datagram, past what another socket has in the prefetch.
func (d *datagram) recvOne() ([]byte, port.Addr, error) {
	p := d.port
	buf := p.buf
	if len(buf) < d.maxPacket {
		buf = make([]byte, d.maxPacket) // only UNIX datagrams can be longer than 64 KiB
	}
	n, e := rawRecvFrom(d.fd, buf[:d.maxPacket], &p.raw, &p.rawLen)
	if e != 0 {
		return nil, port.Addr{}, fault(e)
	}
	return buf[:n:n], d.sender(&p.raw, p.rawLen), nil
}

// kept is 1 if a socket that wants to read has datagrams that the system no longer knows of: Wait then
// does not sleep, and leaves it a place.
func (p *Port) kept() int {
	if p.in != nil && p.in.owner != nil && p.in.owner.want&port.Read != 0 {
		return 1
	}
	return 0
}

// reportKept adds that socket to the batch, if the system has not made it ready as well.
func (p *Port) reportKept() {
	if p.kept() == 0 {
		return
	}
	s := &p.in.owner.Sock
	if s.turn == p.turn && int(s.at) < len(p.batch) && p.batch[s.at].Handler == s.handler {
		p.batch[s.at].What |= port.Read
		return
	}
	p.Found(s, port.Read)
}

func rawRecvMmsg(fd int32, headers []mmsghdr) (int, syscall.Errno) {
	for {
		n, _, e := syscall.RawSyscall6(unix.SYS_RECVMMSG, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(headers))),
			uintptr(len(headers)), unix.MSG_DONTWAIT, 0, 0)
		if e != unix.EINTR {
			return count(n, e), e
		}
	}
}

func rawRecvFrom(fd int32, b []byte, raw *unix.RawSockaddrAny, rawLen *uint32) (int, syscall.Errno) {
	for {
		*rawLen = nameSize
		n, _, e := syscall.RawSyscall6(unix.SYS_RECVFROM, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(b))),
			uintptr(len(b)), unix.MSG_DONTWAIT, uintptr(unsafe.Pointer(raw)), uintptr(unsafe.Pointer(rawLen)))
		if e != unix.EINTR {
			return count(n, e), e
		}
	}
}
