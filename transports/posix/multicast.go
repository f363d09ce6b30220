//go:build linux

package posix

import (
	"net/netip"

	"golang.org/x/sys/unix"

	"ravel/core/port"
	"ravel/transports/sys"
)

// A udp is a UDP socket, with the options of IP.
type udp struct {
	datagram
	groups sys.Groups
}

// Broadcast reports whether sending to broadcast addresses is allowed.
func (u *udp) Broadcast() (bool, error) {
	return getFlag(u.fd, unix.SOL_SOCKET, unix.SO_BROADCAST, "SO_BROADCAST")
}

// SetBroadcast allows sending to broadcast addresses.
func (u *udp) SetBroadcast(on bool) error {
	return setFlag(u.fd, unix.SOL_SOCKET, unix.SO_BROADCAST, "SO_BROADCAST", on)
}

// JoinGroup joins on iface, "" for the one that the route to the group takes: ENODEV without a route.
func (u *udp) JoinGroup(group netip.Addr, iface string) error {
	return u.open(func(fd int) error { return u.groups.Join(fd, group, iface) })
}

// LeaveGroup leaves a group joined on iface: EADDRNOTAVAIL if it was not.
func (u *udp) LeaveGroup(group netip.Addr, iface string) error {
	return u.open(func(fd int) error { return u.groups.Leave(fd, group, iface) })
}

// MulticastTTL is how many networks a multicast datagram may travel through, 1 at first.
func (u *udp) MulticastTTL() (ttl int, err error) {
	err = u.open(func(fd int) error { ttl, err = u.groups.TTL(fd); return err })
	return ttl, err
}

// SetMulticastTTL takes 0 to 255; anything else is EINVAL.
func (u *udp) SetMulticastTTL(ttl int) error {
	return u.open(func(fd int) error { return u.groups.SetTTL(fd, ttl) })
}

// MulticastLoop reports whether this host hears what the socket sends.
func (u *udp) MulticastLoop() (on bool, err error) {
	err = u.open(func(fd int) error { on, err = u.groups.Loop(fd); return err })
	return on, err
}

// SetMulticastLoop says whether this host hears what the socket sends.
func (u *udp) SetMulticastLoop(on bool) error {
	return u.open(func(fd int) error { return u.groups.SetLoop(fd, on) })
}

// MulticastInterface is the interface that SetMulticastInterface chose, "" for the system's choice.
func (u *udp) MulticastInterface() (iface string, err error) {
	err = u.open(func(fd int) error { iface, err = u.groups.Interface(fd); return err })
	return iface, err
}

// SetMulticastInterface chooses the interface that multicast datagrams leave through.
func (u *udp) SetMulticastInterface(iface string) error {
	return u.open(func(fd int) error { return u.groups.SetInterface(fd, iface) })
}

// open has f use the descriptor, if there still is one.
func (u *udp) open(f func(fd int) error) error {
	if u.fd < 0 {
		return port.ErrClosed
	}
	return f(int(u.fd))
}
