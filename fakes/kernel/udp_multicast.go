package kernel

import (
	"net/netip"
	"syscall"
)

// A membership is one socket's in one group. An empty iface hears the group on every interface.
type membership struct {
	socket *udpSocket
	group  netip.Addr
	iface  string
}

// arriveForMany gives a copy of s to every socket that a multicast or broadcast datagram is for.
func (h *Host) arriveForMany(s *Segment) {
	defer h.wire.Free(s)
	if s.Dst.Addr().IsMulticast() && !h.member(nil, s.Dst.Addr(), s.Iface) {
		return
	}
	for _, u := range h.packets {
		at := u.binding.at
		// A wildcard socket hears every group that the host has joined (IP_MULTICAST_ALL).
		if at.Port() != s.Dst.Port() || at.Addr().Is4() != s.Dst.Addr().Is4() ||
			!at.Addr().IsUnspecified() && at.Addr() != s.Dst.Addr() ||
			u.peer.IsValid() && u.peer != s.Src {
			continue
		}
		c := h.wire.Segment(len(s.Data))
		copy(c.Data, s.Data)
		c.Kind, c.Src, c.Dst = PACKET, s.Src, s.Dst
		u.hear(c)
	}
}

// member is true if u, or with nil any socket, has joined group on iface.
func (h *Host) member(u *udpSocket, group netip.Addr, iface string) bool {
	for _, m := range h.members {
		if (u == nil || m.socket == u) && m.group == group && (m.iface == iface || m.iface == "") {
			return true
		}
	}
	return false
}

// ways is where s goes, and sets the interface that it leaves by.
func (u *udpSocket) ways(s *Segment) Ways {
	dst := s.Dst.Addr()
	s.Iface = Ethernet
	switch {
	case dst == broadcastLo:
		s.Iface = Loopback
		return Here
	case dst.IsMulticast():
		s.Iface = u.outgoing()
		var w Ways
		if u.loop {
			w |= Here
		}
		if s.Iface != Loopback && u.ttl > 0 && !dst.IsInterfaceLocalMulticast() {
			w |= There
		}
		return w
	}
	return Here | There
}

// outgoing is the interface that multicast leaves by: the one chosen, or that of the bound address, or
// the network if there is one.
func (u *udpSocket) outgoing() string {
	at := u.binding.at.Addr()
	switch {
	case u.iface != "":
		return u.iface
	case at.IsLoopback(), len(u.host.c.Addrs) == 0:
		return Loopback
	}
	return Ethernet
}

func (h *Host) hasInterface(name string) bool {
	return name == "" || name == Loopback || name == Ethernet && len(h.c.Addrs) > 0
}

// JoinGroup joins group on an interface, or on all of them.
func (s *udpSock) JoinGroup(group netip.Addr, iface string) error {
	group = group.Unmap().WithZone("")
	for _, m := range s.udpSocket.host.members {
		if m.socket == s.udpSocket && m.group == group && m.iface == iface {
			return wrap("join", syscall.EADDRINUSE)
		}
	}
	switch {
	case !group.IsMulticast() || group.Is4() != s.binding.at.Addr().Is4():
		return wrap("join", syscall.EINVAL)
	case !s.udpSocket.host.hasInterface(iface):
		return wrap("join", syscall.ENODEV)
	case s.joined == MembershipMax:
		return wrap("join", syscall.ENOBUFS)
	}
	s.joined++
	s.udpSocket.host.members = append(s.udpSocket.host.members, membership{s.udpSocket, group, iface})
	return nil
}

// LeaveGroup leaves what JoinGroup joined.
func (s *udpSock) LeaveGroup(group netip.Addr, iface string) error {
	h := s.udpSocket.host
	m := membership{s.udpSocket, group.Unmap().WithZone(""), iface}
	for i := range h.members {
		if h.members[i] == m {
			h.members = append(h.members[:i], h.members[i+1:]...)
			s.joined--
			return nil
		}
	}
	return wrap("leave", syscall.EADDRNOTAVAIL)
}

// leaveAll ends every membership of u.
func (h *Host) leaveAll(u *udpSocket) {
	kept := h.members[:0]
	for _, m := range h.members {
		if m.socket != u {
			kept = append(kept, m)
		}
	}
	h.members = kept
}

// Broadcast reports SO_BROADCAST.
func (s *udpSock) Broadcast() (bool, error) { return s.broadcast, nil }

// SetBroadcast sets SO_BROADCAST.
func (s *udpSock) SetBroadcast(on bool) error {
	s.broadcast = on
	return nil
}

// MulticastTTL reports how many networks multicast reaches; 0 is this host.
func (s *udpSock) MulticastTTL() (int, error) { return s.ttl, nil }

// SetMulticastTTL sets it, from 0 to 255.
func (s *udpSock) SetMulticastTTL(ttl int) error {
	if ttl < 0 || ttl > 255 {
		return wrap("setsockopt IP_MULTICAST_TTL", syscall.EINVAL)
	}
	s.ttl = ttl
	return nil
}

// MulticastLoop reports whether this host hears what it sends.
func (s *udpSock) MulticastLoop() (bool, error) { return s.loop, nil }

// SetMulticastLoop sets it.
func (s *udpSock) SetMulticastLoop(on bool) error {
	s.loop = on
	return nil
}

// MulticastInterface is the interface that was chosen, or "".
func (s *udpSock) MulticastInterface() (string, error) { return s.iface, nil }

// SetMulticastInterface chooses it.
func (s *udpSock) SetMulticastInterface(iface string) error {
	if !s.udpSocket.host.hasInterface(iface) {
		return wrap("setsockopt IP_MULTICAST_IF", syscall.ENODEV)
	}
	s.iface = iface
	return nil
}
