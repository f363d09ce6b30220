//go:build !unix

package portable

import (
	"errors"
	"net"

	"ravel/core/port"
	"ravel/transports/blocking"
)

// connect opens the socket anew: net has no other way to fix the peer. What arrives in that moment is lost. It
// is called with the lock held.
func (u *udp) connect(to port.Addr) error {
	old, at := u.conn, u.at
	u.conn = nil
	old.Close()
	u.room.Signal()
	dialer := net.Dialer{LocalAddr: net.UDPAddrFromAddrPort(at), Control: beforeBind(u.c.ReuseAddr)}
	conn, err := dialer.Dial(version("udp", at), blocking.Unmapped(to.AddrPort).String())
	if err == nil {
		u.connected = true
		u.again(udpConn{conn.(*net.UDPConn)})
		return nil
	}
	back, failed := openUDP(at, u.c.ReuseAddr)
	if failed != nil {
		return errors.Join(blocking.Opening("connect", err), failed)
	}
	u.again(back)
	return blocking.Opening("connect", err)
}

func (u *udp) again(conn udpConn) {
	setBroadcast(conn, u.broadcasts)
	u.begin(conn)
}

// bound is where conn is bound.
func bound(conn *net.UDPConn) port.Addr { return blocking.Address(conn.LocalAddr()) }
