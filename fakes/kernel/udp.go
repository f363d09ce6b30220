package kernel

import (
	"net/netip"
	"syscall"

	"ravel/core/port"
)

// The longest UDP payloads: 65535 less the headers.
const (
	udp4Max = 65507
	udp6Max = 65527
)

// A udpSocket is a UDP socket.
type udpSocket struct {
	file
	host    *Host
	binding *binding
	peer    netip.AddrPort
	err     syscall.Errno
	max     int
	in      segments
	blocked bool

	broadcast bool
	ttl       int
	loop      bool
	iface     string
	joined    int
}

// A udpSock is a descriptor of a udpSocket.
type udpSock struct {
	sock
	*udpSocket
}

var (
	_ port.Datagram    = (*udpSock)(nil)
	_ port.Broadcaster = (*udpSock)(nil)
	_ port.Grouped     = (*udpSock)(nil)
)

// Datagram opens a datagram socket.
func (h *Host) Datagram(c port.DatagramConfig) (port.Datagram, error) {
	if h.closed {
		return nil, port.ErrClosed
	}
	if e := h.room(); e != 0 {
		return nil, wrap("socket", e)
	}
	if c.UNIX || c.At.Path != "" {
		return h.datagramUNIX(c)
	}
	at := plainAddr(c.At.AddrPort)
	if !at.IsValid() {
		at = netip.AddrPortFrom(netip.IPv4Unspecified(), 0)
	}
	if e := h.bindable(at.Addr(), true); e != 0 {
		return nil, wrap("bind", e)
	}
	b, e := h.udp.bind(at, c.ReuseAddr, 0)
	if e != 0 {
		return nil, wrap("bind", e)
	}
	u := &udpSocket{host: h, binding: b, max: c.MaxPacket, ttl: 1, loop: true}
	h.packets = append(h.packets, u)
	return h.udpSockOf(u), nil
}

func (h *Host) udpSockOf(u *udpSocket) *udpSock {
	s := &udpSock{udpSocket: u}
	s.take(h, u)
	return s
}

func (u *udpSocket) poll() port.Interest {
	var is port.Interest
	if u.in.len > 0 {
		is |= port.Read
	}
	if !u.blocked {
		is |= port.Write
	}
	if u.err != 0 {
		is |= port.Read | port.Write | port.Closed
	}
	return is
}

func (u *udpSocket) release(bool) {
	for i, other := range u.host.packets {
		if other == u {
			u.host.packets = append(u.host.packets[:i], u.host.packets[i+1:]...)
			break
		}
	}
	u.host.leaveAll(u)
	u.host.udp.free(u.binding)
	for u.in.head != nil {
		u.host.wire.Free(u.in.pop())
	}
}

func (u *udpSocket) describe() string { return "udp " + u.binding.at.String() }

func (u *udpSocket) takeErr() error {
	e := u.err
	if u.err = 0; e != 0 {
		return e
	}
	return nil
}

// LocalAddr is where the socket is bound.
func (s *udpSock) LocalAddr() port.Addr { return port.Addr{AddrPort: s.binding.at} }

// RecvFrom returns one datagram, or once an error that an earlier one met.
func (s *udpSock) RecvFrom() ([]byte, port.Addr, error) {
	if s.closed {
		return nil, port.Addr{}, port.ErrClosed
	}
	if err := s.takeErr(); err != nil {
		return nil, port.Addr{}, err
	}
	if s.in.len == 0 {
		return nil, port.Addr{}, port.ErrWouldBlock
	}
	p := s.in.pop()
	lent := s.sock.host.lend(cut(len(p.Data), s.max))
	copy(lent, p.Data)
	from := port.Addr{AddrPort: p.Src}
	s.udpSocket.host.wire.Free(p)
	return lent, from, nil
}

// cut is n, but at most limit if there is one.
func cut(n, limit int) int {
	if limit > 0 {
		return min(n, limit)
	}
	return n
}

// SendTo sends one datagram.
func (s *udpSock) SendTo(p []byte, to port.Addr) error {
	if s.closed {
		return port.ErrClosed
	}
	dst := to.AddrPort
	if to == (port.Addr{}) {
		if dst = s.peer; !dst.IsValid() {
			return syscall.EDESTADDRREQ
		}
	}
	if !dst.IsValid() {
		return syscall.EINVAL
	}
	return s.sendTo(p, aim(dst))
}

func (u *udpSocket) sendTo(p []byte, dst netip.AddrPort) error {
	h, own := u.host, u.binding.at.Addr()
	src, e := u.route(dst.Addr())
	switch {
	case own.Is4() != dst.Addr().Is4():
		return syscall.EAFNOSUPPORT
	case dst.Port() == 0:
		return syscall.EINVAL
	case len(p) > udp6Max || own.Is4() && len(p) > udp4Max:
		return syscall.EMSGSIZE
	case e != 0:
		return e
	case h.Broadcasts(dst.Addr()) && !u.broadcast:
		return syscall.EACCES
	}
	if err := u.takeErr(); err != nil {
		return err
	}
	if h.burst >= h.c.DatagramBurst {
		u.block()
		return port.ErrWouldBlock
	}
	h.burst++
	s := h.wire.Segment(len(p))
	copy(s.Data, p)
	s.Kind, s.Dst = PACKET, dst
	s.Src = netip.AddrPortFrom(src, u.binding.at.Port())
	ways := u.ways(s)
	if ways == 0 {
		h.wire.Free(s)
		return nil
	}
	h.wire.Packet(h, s, ways)
	return nil
}

// block waits for the next turn, when the host's queue has left.
func (u *udpSocket) block() {
	u.blocked = true
	u.host.wire.Alarm(0, u)
}

// Ring ends block.
func (u *udpSocket) Ring() {
	u.blocked = false
	u.changed()
}

// route is the address that a datagram to dst leaves from.
func (u *udpSocket) route(dst netip.Addr) (netip.Addr, syscall.Errno) {
	own := u.binding.at.Addr()
	if !own.IsUnspecified() && !own.IsMulticast() && !u.host.Broadcasts(own) {
		return own, 0
	}
	switch {
	case dst == broadcastLo, dst.IsMulticast() && u.outgoing() == Loopback:
		return u.host.source(loopbackOf(dst))
	case dst.IsMulticast(), dst == broadcast, u.host.Broadcasts(dst):
		for _, a := range u.host.c.Addrs {
			if a.Is4() == dst.Is4() {
				return a, 0
			}
		}
		return u.host.source(loopbackOf(dst))
	}
	return u.host.source(dst)
}

func loopbackOf(a netip.Addr) netip.Addr {
	if a.Is4() {
		return loopback4
	}
	return loopback6
}

// Connect fixes the peer.
func (s *udpSock) Connect(to port.Addr) error {
	if s.closed {
		return port.ErrClosed
	}
	dst := aim(to.AddrPort)
	own := s.binding.at
	if !dst.IsValid() || own.Addr().Is4() != dst.Addr().Is4() {
		return wrap("connect", syscall.EAFNOSUPPORT)
	}
	src, e := s.route(dst.Addr())
	if e != 0 {
		return wrap("connect", e)
	}
	s.peer = dst
	if own.Addr().IsUnspecified() {
		s.binding.at = netip.AddrPortFrom(src, own.Port())
	}
	return nil
}

// arrivePacket gives s to whoever it is for; a unicast datagram that is for nobody is refused.
func (h *Host) arrivePacket(s *Segment) {
	if s.Dst.Addr().IsMulticast() || h.Broadcasts(s.Dst.Addr()) {
		h.arriveForMany(s)
		return
	}
	var best *udpSocket
	score := 0
	for _, u := range h.packets {
		// Of equals the one that was bound last hears it, as under Linux.
		if n := u.score(s); n > 0 && n >= score {
			best, score = u, n
		}
	}
	if best == nil {
		r := h.wire.Segment(0)
		r.Kind, r.Src, r.Dst = REFUSED, s.Dst, s.Src
		h.wire.Free(s)
		h.wire.Packet(h, r, There|Here)
		return
	}
	best.hear(s)
}

// score is how well u fits the unicast datagram s; 0 is not at all.
func (u *udpSocket) score(s *Segment) int {
	at := u.binding.at
	if at.Port() != s.Dst.Port() || at.Addr().Is4() != s.Dst.Addr().Is4() {
		return 0
	}
	n := 1
	if !at.Addr().IsUnspecified() {
		if at.Addr() != s.Dst.Addr() {
			return 0
		}
		n += 2
	}
	if u.peer.IsValid() {
		if u.peer != s.Src {
			return 0
		}
		n += 4
	}
	return n
}

// hear queues s, or loses it if too much waits.
func (u *udpSocket) hear(s *Segment) {
	// Every datagram counts for its header too, so that empty ones cannot wait without end.
	if u.in.bytes+u.in.len*64+len(s.Data) > u.host.c.DatagramBuffer {
		u.host.wire.Free(s)
		return
	}
	u.in.push(s)
	u.changed()
}

// arriveRefusal tells the connected socket that sent what was refused.
func (h *Host) arriveRefusal(s *Segment) {
	for _, u := range h.packets {
		if u.peer == s.Src && u.binding.at == s.Dst {
			u.err = syscall.ECONNREFUSED
			u.changed()
		}
	}
}
