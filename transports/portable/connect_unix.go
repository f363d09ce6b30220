//go:build unix

package portable

import (
	"errors"
	"net"
	"net/netip"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"

	"ravel/core/port"
	"ravel/transports/blocking"
)

// connect fixes the peer of the socket itself, past net, which knows connected sockets only from birth. It is
// called with the lock held.
func (u *udp) connect(to port.Addr) error {
	sa, err := sockaddr(u.ipv6, to.AddrPort)
	if err != nil {
		return &port.OpError{Op: "connect", Err: err}
	}
	return u.connectTo(sa)
}

// connectTo fixes the peer. The local address is that of the way to it from then on.
func (d *datagram) connectTo(to unix.Sockaddr) error {
	err := option(d.conn, "connect", func(fd int) error { return unix.Connect(fd, to) })
	if err != nil {
		return blocking.Opening("connect", err)
	}
	d.connected = true
	d.Bound(d.conn.where())
	return nil
}

// sockaddr is to for a socket of that family; an IPv4 address becomes an IPv6 one that maps it.
func sockaddr(ipv6 bool, to netip.AddrPort) (unix.Sockaddr, error) {
	ip := to.Addr()
	if !ipv6 {
		if ip = ip.Unmap(); !ip.Is4() {
			return nil, syscall.EAFNOSUPPORT
		}
		return &unix.SockaddrInet4{Port: int(to.Port()), Addr: ip.As4()}, nil
	}
	sa := &unix.SockaddrInet6{Port: int(to.Port()), Addr: ip.As16()}
	if zone := ip.Zone(); zone != "" {
		n, err := strconv.ParseUint(zone, 10, 32)
		if err != nil {
			i, err := net.InterfaceByName(zone)
			if err != nil {
				return nil, syscall.ENODEV
			}
			n = uint64(i.Index)
		}
		sa.ZoneId = uint32(n)
	}
	return sa, nil
}

// bound is where conn is bound now: net remembers where it was at first.
func bound(conn *net.UDPConn) port.Addr {
	var at port.Addr
	err := option(conn, "getsockname", func(fd int) error {
		sa, err := unix.Getsockname(fd)
		if err != nil {
			return err
		}
		switch sa := sa.(type) {
		case *unix.SockaddrInet4:
			at.AddrPort = netip.AddrPortFrom(netip.AddrFrom4(sa.Addr), uint16(sa.Port))
		case *unix.SockaddrInet6:
			ip := netip.AddrFrom16(sa.Addr)
			if sa.ZoneId != 0 {
				ip = ip.WithZone(zoneName(sa.ZoneId))
			}
			at.AddrPort = netip.AddrPortFrom(ip, uint16(sa.Port))
		default:
			return errors.ErrUnsupported
		}
		return nil
	})
	if err != nil {
		return blocking.Address(conn.LocalAddr())
	}
	return at
}

// zoneName is the name of an interface, or its index in digits if it has gone.
func zoneName(index uint32) string {
	if i, err := net.InterfaceByIndex(int(index)); err == nil {
		return i.Name
	}
	return strconv.FormatUint(uint64(index), 10)
}
