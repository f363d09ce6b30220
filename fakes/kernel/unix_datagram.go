package kernel

import (
	"syscall"

	"ravel/core/port"
)

// A unixDatagram is a UNIX datagram socket.
type unixDatagram struct {
	file
	host *Host
	path string
	node *inode
	peer *unixDatagram
	max  int
	in   segments
	// full is the socket whose queue had no room for the last datagram; waiting are those for whom
	// this one's has none.
	full    *unixDatagram
	waiting []*unixDatagram
	closed  bool
}

// A unixDatagramSock is a descriptor of a unixDatagram.
type unixDatagramSock struct {
	sock
	*unixDatagram
}

var _ port.Datagram = (*unixDatagramSock)(nil)

func (h *Host) datagramUNIX(c port.DatagramConfig) (port.Datagram, error) {
	u := &unixDatagram{host: h, path: c.At.Path, max: c.MaxPacket}
	if u.path != "" {
		u.node = &inode{mode: c.Mode, packet: u}
		if e := h.files.bind(u.path, u.node); e != 0 {
			return nil, wrap("bind", e)
		}
	}
	return h.unixDatagramOf(u), nil
}

func (h *Host) unixDatagramOf(u *unixDatagram) *unixDatagramSock {
	s := &unixDatagramSock{unixDatagram: u}
	s.take(h, u)
	return s
}

func (u *unixDatagram) poll() port.Interest {
	var is port.Interest
	if u.in.len > 0 {
		is |= port.Read
	}
	// Linux calls an unconnected socket always writable; here it waits for who had no room.
	if u.full == nil {
		is |= port.Write
	}
	return is
}

func (u *unixDatagram) release(bool) {
	u.closed = true
	if u.node != nil {
		u.host.files.unbind(u.path, u.node)
	}
	for u.in.head != nil {
		u.host.wire.Free(u.in.pop())
	}
	u.drained()
}

func (u *unixDatagram) describe() string { return "unixgram " + unnamed(u.path) }

// drained lets those try again who found no room.
func (u *unixDatagram) drained() {
	waiting := u.waiting
	u.waiting = nil
	for _, w := range waiting {
		w.full = nil
		w.changed()
	}
}

// target finds the socket at path.
func (u *unixDatagram) target(path string) (*unixDatagram, syscall.Errno) {
	n := u.host.files.files[path]
	switch {
	case n == nil && abstract(path):
		return nil, syscall.ECONNREFUSED
	case n == nil:
		return nil, syscall.ENOENT
	case n.stream != nil:
		return nil, syscall.EPROTOTYPE
	case n.packet == nil:
		return nil, syscall.ECONNREFUSED
	case n.packet.peer != nil && n.packet.peer != u:
		return nil, syscall.EPERM
	}
	return n.packet, 0
}

// SendTo sends one datagram.
func (s *unixDatagramSock) SendTo(p []byte, to port.Addr) error {
	if s.sock.closed {
		return port.ErrClosed
	}
	u := s.unixDatagram
	t := u.peer
	if to != (port.Addr{}) {
		if to.Path == "" {
			return syscall.EINVAL
		}
		var e syscall.Errno
		if t, e = u.target(to.Path); e != 0 {
			return e
		}
	}
	switch {
	case t == nil:
		return syscall.ENOTCONN
	case t.closed:
		u.peer = nil
		return syscall.ECONNREFUSED
	case len(p) > UNIXPacketMax:
		return syscall.EMSGSIZE
	case t.in.len >= UNIXQueue:
		if u.full == nil {
			u.full = t
			t.waiting = append(t.waiting, u)
		}
		return port.ErrWouldBlock
	}
	g := u.host.wire.Segment(len(p))
	g.Kind, g.path = PACKET, u.path
	copy(g.Data, p)
	u.host.wire.Local(u.host, p)
	t.in.push(g)
	t.changed()
	return nil
}

// RecvFrom returns one datagram.
func (s *unixDatagramSock) RecvFrom() ([]byte, port.Addr, error) {
	if s.sock.closed {
		return nil, port.Addr{}, port.ErrClosed
	}
	if s.in.len == 0 {
		return nil, port.Addr{}, port.ErrWouldBlock
	}
	g := s.in.pop()
	lent := s.sock.host.lend(cut(len(g.Data), s.max))
	copy(lent, g.Data)
	from := port.Addr{Path: g.path}
	s.unixDatagram.host.wire.Free(g)
	s.drained()
	return lent, from, nil
}

// Connect fixes the peer.
func (s *unixDatagramSock) Connect(to port.Addr) error {
	if s.sock.closed {
		return port.ErrClosed
	}
	t, e := s.target(to.Path)
	if e != 0 {
		return wrap("connect", e)
	}
	s.peer = t
	return nil
}

// LocalAddr is the path, "" without one.
func (s *unixDatagramSock) LocalAddr() port.Addr { return port.Addr{Path: s.path} }
