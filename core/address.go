package core

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// An Addr is a TCP, UDP or UNIX address. It is a net.Addr, and two are the same address if they
// are ==.
type Addr struct {
	// Net is what Network returns: "tcp", "udp", "unix" or "unixgram".
	Net string
	// AddrPort is the IP address and port of a TCP or UDP address.
	AddrPort netip.AddrPort
	// Path is the path of a UNIX address; "@name" is the abstract name, "" is a socket without one.
	Path string
}

var _ net.Addr = Addr{}

// TCPAddr is a TCP address.
func TCPAddr(ap netip.AddrPort) Addr { return Addr{Net: "tcp", AddrPort: ap} }

// UDPAddr is a UDP address.
func UDPAddr(ap netip.AddrPort) Addr { return Addr{Net: "udp", AddrPort: ap} }

// UNIXAddr is the address of a UNIX stream socket.
func UNIXAddr(path string) Addr { return Addr{Net: "unix", Path: path} }

// UNIXDatagramAddr is the address of a UNIX datagram socket.
func UNIXDatagramAddr(path string) Addr { return Addr{Net: "unixgram", Path: path} }

// Network is "tcp", "udp", "unix" or "unixgram".
func (a Addr) Network() string { return a.Net }

// String is host:port, [host]:port, or the path.
func (a Addr) String() string {
	switch {
	case a.AddrPort.IsValid():
		return a.AddrPort.String()
	case a.Path != "":
		return a.Path
	case a.Net == "unix" || a.Net == "unixgram":
		return "(unnamed)"
	}
	return "(no address)"
}

// ParseAddrPort reads "host:port" where host is an IP address, "localhost" (127.0.0.1, RFC 6761 6.3)
// or nothing, which becomes any. The error names the part that is wrong; it matches ErrInvalidAddress.
func ParseAddrPort(s string, any netip.Addr) (netip.AddrPort, error) {
	host, port, err := net.SplitHostPort(s)
	if err != nil {
		var ae *net.AddrError
		why := err.Error()
		if errors.As(err, &ae) {
			why = ae.Err
		}
		return netip.AddrPort{}, fmt.Errorf("%w %q: %s", ErrInvalidAddress, s, why)
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return netip.AddrPort{}, fmt.Errorf("%w %q: port %q is not a number from 0 to 65535", ErrInvalidAddress, s, port)
	}
	ip := any
	switch {
	case host == "":
	case strings.EqualFold(host, "localhost"):
		ip = netip.AddrFrom4([4]byte{127, 0, 0, 1})
	default:
		if ip, err = netip.ParseAddr(host); err != nil {
			return netip.AddrPort{}, fmt.Errorf("%w %q: %q is not an IP address", ErrInvalidAddress, s, host)
		}
	}
	return netip.AddrPortFrom(ip, uint16(n)), nil
}
