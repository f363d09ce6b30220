package kernel

import (
	"fmt"
	"syscall"

	"ravel/core/port"
)

// adopt finds what fd leads to and makes sure of room for a duplicate.
func (h *Host) adopt(fd int) (node, error) {
	f := h.lookup(fd)
	if f == nil {
		return nil, wrap("adopt", syscall.EBADF)
	}
	if e := h.room(); e != 0 {
		return nil, wrap("dup", e)
	}
	return f.self, nil
}

func unfit(fd int, n node, want string, e syscall.Errno) error {
	return &port.OpError{Op: fmt.Sprintf("adopt descriptor %d: it is no %s but a %s", fd, want, n.describe()), Err: e}
}

// AdoptListener makes a Listener of a duplicate of fd.
func (h *Host) AdoptListener(fd int, c port.ListenConfig) (port.Listener, bool, error) {
	n, err := h.adopt(fd)
	if err != nil {
		return nil, false, err
	}
	switch l := n.(type) {
	case *listener:
		l.noDelay, l.keepAlive = c.NoDelay, c.KeepAlive
		return h.listenerOf(l), false, nil
	case *unixListener:
		return h.unixListenerOf(l), true, nil
	}
	return nil, false, unfit(fd, n, "listening socket", notThat(n))
}

// AdoptStream makes a Stream of a duplicate of fd.
func (h *Host) AdoptStream(fd int) (port.Stream, bool, error) {
	n, err := h.adopt(fd)
	if err != nil {
		return nil, false, err
	}
	switch c := n.(type) {
	case *tcp:
		return h.socketOf(c), false, nil
	case *unixStream:
		return h.unixSockOf(c), true, nil
	}
	return nil, false, unfit(fd, n, "stream socket", notThat(n))
}

// AdoptDatagram makes a Datagram of a duplicate of fd.
func (h *Host) AdoptDatagram(fd int, c port.DatagramConfig) (port.Datagram, bool, error) {
	n, err := h.adopt(fd)
	if err != nil {
		return nil, false, err
	}
	switch u := n.(type) {
	case *udpSocket:
		u.max = c.MaxPacket
		return h.udpSockOf(u), false, nil
	case *unixDatagram:
		u.max = c.MaxPacket
		return h.unixDatagramOf(u), true, nil
	}
	return nil, false, unfit(fd, n, "datagram socket", notThat(n))
}

// notThat is the errno for a descriptor of the wrong kind.
func notThat(n node) syscall.Errno {
	switch n.(type) {
	case *pipeEnd, *plain:
		return syscall.ENOTSOCK
	}
	return syscall.EINVAL
}
