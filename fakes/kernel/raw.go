package kernel

import (
	"net/netip"
	"syscall"

	"ravel/core/port"
)

// What a process inherits, or opens without its reactor: descriptors that no Sock owns.

// ListeningSocket listens on a port of 127.0.0.1 and says which.
func (h *Host) ListeningSocket() (fd int, addr string, err error) {
	l, err := h.Listen(port.ListenConfig{At: port.Addr{AddrPort: netip.AddrPortFrom(loopback4, 0)}, Backlog: BacklogMax})
	if err != nil {
		return -1, "", err
	}
	return h.disown(&l.(*listenerSock).sock), l.LocalAddr().AddrPort.String(), nil
}

// DatagramSocket is bound to a UDP port of 127.0.0.1.
func (h *Host) DatagramSocket() (fd int, addr string, err error) {
	d, err := h.Datagram(port.DatagramConfig{At: port.Addr{AddrPort: netip.AddrPortFrom(loopback4, 0)}})
	if err != nil {
		return -1, "", err
	}
	return h.disown(&d.(*udpSock).sock), d.LocalAddr().AddrPort.String(), nil
}

// ConnectedSockets returns both ends of a TCP connection over 127.0.0.1 that has long been established.
func (h *Host) ConnectedSockets() (a, b int, err error) {
	if h.open+2 > h.c.Descriptors {
		return -1, -1, wrap("socket", syscall.EMFILE)
	}
	var bound [2]*binding
	for i := range bound {
		at, e := h.tcp.bind(netip.AddrPortFrom(loopback4, 0), false, 0)
		if e != 0 {
			h.tcp.free(bound[0])
			return -1, -1, wrap("bind", e)
		}
		bound[i] = at
	}
	x := h.newTCP(bound[0].at, bound[1].at, tcpOpen)
	y := h.newTCP(bound[1].at, bound[0].at, tcpOpen)
	x.binding, y.binding = bound[0], bound[1]
	x.peer, y.peer = y.number, x.number
	x.credit, y.credit = h.c.RecvBuffer, h.c.RecvBuffer
	return h.install(x, nil), h.install(y, nil), nil
}

// disown takes the descriptor away from its Sock, which is of no use afterwards.
func (h *Host) disown(s *sock) int {
	fd := s.fd
	h.fds[fd].owner = nil
	s.file.detach(s)
	s.closed, s.fd = true, -1
	return fd
}
