//go:build linux

package posix

import (
	"net/netip"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"

	"ravel/core/port"
	"ravel/transports/sys"
)

// A datagram is what UDP and UNIX datagram sockets have in common.
type datagram struct {
	Sock
	af        int
	maxPacket int
	// dry is the turn in which the system had nothing more to give.
	dry uint32
	// zone is what scope, the link of the last link-local sender, was called in the turn zoneTurn.
	zone     string
	scope    uint32
	zoneTurn uint32
}

// A unixDatagram is a UNIX datagram socket.
type unixDatagram struct{ datagram }

var (
	_ port.Datagram    = (*unixDatagram)(nil)
	_ port.Datagram    = (*udp)(nil)
	_ port.BatchSender = (*udp)(nil)
	_ port.Broadcaster = (*udp)(nil)
	_ port.Grouped     = (*udp)(nil)
)

// Datagram opens a datagram socket. An IPv6 one takes IPv6 alone. The OpError names the step: socket,
// setsockopt, fchmod, bind, chmod.
func (p *Port) Datagram(c port.DatagramConfig) (port.Datagram, error) {
	c.At = unmapped(c.At)
	af := family(c.At)
	if c.UNIX {
		af = unix.AF_UNIX
	}
	if af == unix.AF_UNSPEC || c.UNIX == c.At.AddrPort.IsValid() {
		return nil, &port.OpError{Op: "bind", Err: unix.EINVAL}
	}
	fd, err := p.open(af, unix.SOCK_DGRAM)
	if err != nil {
		return nil, err
	}
	if c.UNIX {
		err = p.bindUNIXDatagram(fd, c)
	} else {
		err = p.bindUDP(fd, af, c)
	}
	if err != nil {
		unix.Close(fd)
		return nil, err
	}
	return p.newDatagram(fd, af, c.MaxPacket, false), nil
}

// newDatagram makes a datagram socket of a descriptor that does not block. shared: somebody else holds
// the same open file.
func (p *Port) newDatagram(fd, af, maxPacket int, shared bool) port.Datagram {
	base := datagram{Sock: Sock{shared: shared}, af: af, maxPacket: max(1, maxPacket)}
	if af == unix.AF_UNIX {
		d := &unixDatagram{base}
		p.add(&d.Sock, fd)
		d.learnLocal()
		return d
	}
	d := &udp{datagram: base, groups: sys.Groups{IPv6: af == unix.AF_INET6}}
	p.add(&d.Sock, fd)
	d.learnLocal()
	return d
}

func (p *Port) bindUDP(fd, af int, c port.DatagramConfig) error {
	if c.ReuseAddr {
		// Enough for any number of ports on one group and address. SO_REUSEPORT besides would deal
		// unicast datagrams out among them.
		if err := setFlag(int32(fd), unix.SOL_SOCKET, unix.SO_REUSEADDR, "SO_REUSEADDR", true); err != nil {
			return err
		}
	}
	// A port hears the groups that it joined itself, not those that any other on this host joined. A
	// kernel that is too old for the option does without.
	if af == unix.AF_INET6 {
		if err := setFlag(int32(fd), unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, "IPV6_V6ONLY", true); err != nil {
			return err
		}
		unix.SetsockoptInt(fd, unix.IPPROTO_IPV6, unix.IPV6_MULTICAST_ALL, 0)
	} else {
		unix.SetsockoptInt(fd, unix.IPPROTO_IP, unix.IP_MULTICAST_ALL, 0)
	}
	return p.bind(fd, af, c.At)
}

func (p *Port) bindUNIXDatagram(fd int, c port.DatagramConfig) error {
	switch {
	case c.At.Path == "":
		return nil
	case c.At.Path[0] == '@':
		return p.bind(fd, unix.AF_UNIX, c.At)
	}
	return p.bindFile(fd, c.At, c.Mode)
}

// SendTo sends one datagram; the zero Addr is the connected peer.
func (d *datagram) SendTo(b []byte, to port.Addr) error {
	if to == (port.Addr{}) {
		if _, e := rawSend(d.fd, b); e != 0 {
			return fault(e)
		}
		return nil
	}
	p := d.port
	n, e := encode(&p.raw, d.af, to)
	if e == 0 {
		e = rawSendTo(d.fd, b, &p.raw, n)
	}
	if e != 0 {
		return fault(e)
	}
	return nil
}

// Connect fixes the peer. The local address is that of the way to it from then on.
func (d *datagram) Connect(to port.Addr) error {
	if d.fd < 0 {
		return port.ErrClosed
	}
	if err := d.port.connect(int(d.fd), d.af, to); err != nil {
		return err
	}
	d.learnLocal()
	return nil
}

// Close closes the socket. What nobody has received is lost, here as in the system.
func (d *datagram) Close(abort bool) {
	if in := d.port.in; in != nil && in.owner == d {
		in.forget()
	}
	d.Sock.Close(abort)
}

// sender is the address of a datagram that arrived. Unlike decode it allocates nothing for senders that
// were seen lately.
func (d *datagram) sender(raw *unix.RawSockaddrAny, length uint32) port.Addr {
	switch {
	case length == 0: // a UNIX socket without a name, on some kernels
		return port.Addr{}
	case raw.Addr.Family == unix.AF_UNIX:
		return port.Addr{Path: d.port.paths.of((*unix.RawSockaddrUnix)(unsafe.Pointer(raw)), length)}
	case raw.Addr.Family == unix.AF_INET6:
		if sa := (*unix.RawSockaddrInet6)(unsafe.Pointer(raw)); sa.Scope_id != 0 {
			ip := netip.AddrFrom16(sa.Addr).WithZone(d.zoneOf(sa.Scope_id))
			return port.Addr{AddrPort: netip.AddrPortFrom(ip, swapped(sa.Port))}
		}
	}
	return decode(raw, length)
}

// zoneOf is zoneName, asked once a turn: interfaces can be renamed.
func (d *datagram) zoneOf(scope uint32) string {
	if d.scope != scope || d.zoneTurn != d.port.turn {
		d.scope, d.zoneTurn, d.zone = scope, d.port.turn, zoneName(scope)
	}
	return d.zone
}

func rawSendTo(fd int32, b []byte, raw *unix.RawSockaddrAny, rawLen uint32) syscall.Errno {
	for {
		_, _, e := syscall.RawSyscall6(unix.SYS_SENDTO, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(b))),
			uintptr(len(b)), unix.MSG_DONTWAIT|unix.MSG_NOSIGNAL, uintptr(unsafe.Pointer(raw)), uintptr(rawLen))
		if e != unix.EINTR {
			return e
		}
	}
}
