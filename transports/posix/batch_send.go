//go:build linux

package posix

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"

	"ravel/core/port"
)

// sendBatchMax is how many datagrams one system call sends at most.
const sendBatchMax = 64

// outgoing is what sendmmsg reads. It holds what was borrowed during a call only.
type outgoing struct {
	headers [sendBatchMax]mmsghdr
	iovs    [sendBatchMax]unix.Iovec
	names   [sendBatchMax]unix.RawSockaddrAny
}

// newOutgoing points the kernel at names and slices, once.
func newOutgoing() *outgoing {
	o := new(outgoing)
	for i := range o.headers {
		h := &o.headers[i].hdr
		h.Iov, h.Name = &o.iovs[i], (*byte)(unsafe.Pointer(&o.names[i]))
		h.SetIovlen(1)
	}
	return o
}

// SendBatch sends ps[i] to tos[i], in order. When fewer than all went, the error is the next one's. What
// is for the connected peer goes one by one: sendmmsg swallows the error that ends it after the first,
// and with it a refusal, which the system tells once.
func (d *datagram) SendBatch(ps [][]byte, tos []port.Addr) (int, error) {
	p := d.port
	if p.out == nil {
		p.out = newOutgoing()
	}
	sent := 0
	for sent < len(ps) {
		if tos[sent] == (port.Addr{}) {
			if err := d.SendTo(ps[sent], port.Addr{}); err != nil {
				return sent, err
			}
			sent++
			continue
		}
		k, bad := p.out.fill(d.af, ps[sent:], tos[sent:])
		if k == 0 {
			return sent, fault(bad)
		}
		n, e := rawSendMmsg(d.fd, p.out.headers[:k])
		clear(p.out.iovs[:k]) // the slices were borrowed
		if e != 0 {
			return sent, fault(e)
		}
		sent += n
	}
	return sent, nil
}

// fill prepares up to sendBatchMax datagrams, and says which errno ended that at a bad address.
func (o *outgoing) fill(af int, ps [][]byte, tos []port.Addr) (int, syscall.Errno) {
	for i := range min(len(ps), sendBatchMax) {
		if tos[i] == (port.Addr{}) {
			return i, 0
		}
		n, e := encode(&o.names[i], af, tos[i])
		if e != 0 {
			return i, e
		}
		o.headers[i].hdr.Namelen = n
		o.iovs[i].Base = unsafe.SliceData(ps[i])
		o.iovs[i].SetLen(len(ps[i]))
	}
	return min(len(ps), sendBatchMax), 0
}

func rawSendMmsg(fd int32, headers []mmsghdr) (int, syscall.Errno) {
	for {
		n, _, e := syscall.RawSyscall6(unix.SYS_SENDMMSG, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(headers))),
			uintptr(len(headers)), unix.MSG_DONTWAIT|unix.MSG_NOSIGNAL, 0, 0)
		if e != unix.EINTR {
			return count(n, e), e
		}
	}
}
