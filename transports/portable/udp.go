package portable

import (
	"context"
	"net"
	"net/netip"
	"syscall"

	"ravel/core/port"
	"ravel/transports/blocking"
)

// A udp is a UDP socket, with the options of IP.
type udp struct {
	datagram
	at         netip.AddrPort // where it was bound at first
	ipv6       bool
	broadcasts bool // sending to broadcast addresses is allowed
}

var (
	_ port.Datagram    = (*udp)(nil)
	_ port.Broadcaster = (*udp)(nil)
)

type udpConn struct{ *net.UDPConn }

func (c udpConn) recv(b []byte) (int, port.Addr, error) {
	n, from, err := c.ReadFromUDPAddrPort(b)
	return n, port.Addr{AddrPort: blocking.Unmapped(from)}, err
}

func (c udpConn) send(b []byte, to port.Addr) error {
	if to == (port.Addr{}) {
		_, err := c.Write(b)
		return err
	}
	_, err := c.WriteToUDPAddrPort(b, blocking.Unmapped(to.AddrPort))
	return err
}

func (c udpConn) where() port.Addr { return bound(c.UDPConn) }

func openUDP(at netip.AddrPort, reuse bool) (udpConn, error) {
	at = blocking.Unmapped(at)
	lc := net.ListenConfig{Control: beforeBind(reuse)}
	conn, err := lc.ListenPacket(context.Background(), version("udp", at), at.String())
	if err != nil {
		return udpConn{}, blocking.Opening("bind", err)
	}
	c := udpConn{conn.(*net.UDPConn)}
	setBroadcast(c, false) // net has it on; where that cannot be changed it stays so
	return c, nil
}

// udp makes conn a Datagram of p. conn is given.
func (p *Port) udp(conn udpConn, c port.DatagramConfig) (port.Datagram, error) {
	at := conn.where().AddrPort
	u := &udp{at: at, ipv6: at.Addr().Is6()}
	return grouped(u), u.start(p, conn, c, u)
}

// Broadcast reports SO_BROADCAST.
func (u *udp) Broadcast() (bool, error) {
	if u.Closed() {
		return false, port.ErrClosed
	}
	return broadcast(u.conn)
}

// SetBroadcast sets SO_BROADCAST. Where net does not let go of it, it is on and off is port.ErrUnsupported.
func (u *udp) SetBroadcast(on bool) error {
	if u.Closed() {
		return port.ErrClosed
	}
	if err := setBroadcast(u.conn, on); err != nil {
		return blocking.Opening("setsockopt", err)
	}
	u.broadcasts = on
	return nil
}

// Connect fixes the peer. What was received before stays.
func (u *udp) Connect(to port.Addr) error {
	u.set.Lock()
	defer u.set.Unlock()
	switch {
	case u.Closed():
		return port.ErrClosed
	case !to.AddrPort.IsValid():
		return &port.OpError{Op: "connect", Err: syscall.EAFNOSUPPORT}
	}
	return u.connect(to)
}

// Close closes the socket. What nobody has received is lost.
func (u *udp) Close(bool) { u.end(u) }
