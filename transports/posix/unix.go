//go:build linux

package posix

import (
	"io"
	"unsafe"

	"golang.org/x/sys/unix"

	"ravel/core/port"
)

// passMax is how many descriptors travel with one message: SCM_MAX_FD of unix(7).
const passMax = 253

// A unixStream is a stream that can pass descriptors.
type unixStream struct {
	stream
	accepts bool
	// cut: the last message carried descriptors that the system could not give to this process.
	cut bool
}

// passed are the descriptors that came with the last Recv on a Port, until they are taken.
type passed struct {
	to  *unixStream
	fds []int
}

// drop closes those that nobody took.
func (c *passed) drop() {
	for _, fd := range c.fds {
		rawClose(int32(fd))
	}
	*c = passed{}
}

// SendDescriptors is Send with descriptors attached to the first byte: EINVAL without a byte,
// ETOOMANYREFS for more than passMax.
func (u *unixStream) SendDescriptors(b []byte, fds []int) (int, error) {
	switch {
	case len(fds) == 0:
		return u.Send(b)
	case len(b) == 0:
		return 0, unix.EINVAL
	case len(fds) > passMax:
		return 0, unix.ETOOMANYREFS
	}
	p := u.port
	p.gather([][]byte{b})
	control := p.rights(fds)
	p.msg = unix.Msghdr{Iov: &p.iov[0], Control: unsafe.SliceData(control)}
	p.msg.SetIovlen(1)
	p.msg.SetControllen(len(control))
	n, e := rawSendMsg(u.fd, &p.msg)
	p.iov[0] = unix.Iovec{}
	switch {
	case e != 0:
		return 0, fault(e)
	case n < len(b):
		return n, port.ErrWouldBlock
	}
	return n, nil
}

// rights is the control message that carries fds, in p.control.
func (p *Port) rights(fds []int) []byte {
	p.makeControl()
	control := p.control[:unix.CmsgSpace(4*len(fds))]
	h := (*unix.Cmsghdr)(unsafe.Pointer(&control[0]))
	h.Level, h.Type = unix.SOL_SOCKET, unix.SCM_RIGHTS
	h.SetLen(unix.CmsgLen(4 * len(fds)))
	for i, fd := range fds {
		*(*int32)(unsafe.Pointer(&control[unix.CmsgLen(4*i)])) = int32(fd)
	}
	return control
}

func (p *Port) makeControl() {
	if p.control == nil {
		p.control = make([]byte, unix.CmsgSpace(4*passMax))
	}
}

// AcceptDescriptors says whether Recv takes descriptors. The system closes those that arrive while it does not.
func (u *unixStream) AcceptDescriptors(on bool) {
	u.accepts = on
	if !on {
		u.dropDescriptors()
	}
}

// Recv lends what arrived. When the system could not give this process all the descriptors that came
// with a message, its bytes and the rest still come, and then EMFILE: a protocol that pairs the two
// would otherwise pair wrongly from there on.
func (u *unixStream) Recv() ([]byte, error) {
	if !u.accepts {
		return u.stream.Recv()
	}
	p := u.port
	p.passed.drop()
	if u.cut {
		return nil, unix.EMFILE
	}
	p.makeControl()
	p.iov[0].Base = &p.buf[0]
	p.iov[0].SetLen(len(p.buf))
	p.msg = unix.Msghdr{Iov: &p.iov[0], Control: &p.control[0]}
	p.msg.SetIovlen(1)
	p.msg.SetControllen(len(p.control))
	n, e := rawRecvMsg(u.fd, &p.msg, unix.MSG_CMSG_CLOEXEC)
	switch {
	case e != 0:
		return nil, fault(e)
	case p.msg.Controllen > 0:
		u.takeRights(p.control[:p.msg.Controllen])
	}
	u.cut = p.msg.Flags&unix.MSG_CTRUNC != 0
	if n == 0 {
		u.ended = true
		return nil, io.EOF
	}
	return p.buf[:n:n], nil
}

// takeRights collects the descriptors of a received control block.
func (u *unixStream) takeRights(control []byte) {
	c := &u.port.passed
	c.to = u
	for len(control) >= unix.SizeofCmsghdr {
		h := (*unix.Cmsghdr)(unsafe.Pointer(&control[0]))
		size := int(h.Len)
		if size < unix.SizeofCmsghdr || size > len(control) {
			return
		}
		if h.Level == unix.SOL_SOCKET && h.Type == unix.SCM_RIGHTS {
			for at := unix.CmsgLen(0); at+4 <= size; at += 4 {
				c.fds = append(c.fds, int(*(*int32)(unsafe.Pointer(&control[at]))))
			}
		}
		control = control[min(len(control), unix.CmsgSpace(size-unix.CmsgLen(0))):]
	}
}

// Descriptors returns those that came with the last Recv. They are given; what nobody takes before the
// next Recv on the Port that could bring others is closed.
func (u *unixStream) Descriptors() []int {
	c := &u.port.passed
	if c.to != u {
		return nil
	}
	fds := c.fds
	*c = passed{}
	return fds
}

// Close closes the stream and the descriptors that nobody took.
func (u *unixStream) Close(abort bool) {
	u.dropDescriptors()
	u.stream.Close(abort)
}

func (u *unixStream) dropDescriptors() {
	if u.port.passed.to == u {
		u.port.passed.drop()
	}
}
