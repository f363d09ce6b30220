package reactortest

import (
	"net"
	"net/netip"
	"strconv"
)

// MulticastInterface6 is an interface of this machine that carries IPv6 multicast, "" if there is none:
// Bench.Multicast6 of a reactor on this machine. Nothing is sent to find out.
func MulticastInterface6() string {
	ifaces, err := net.Interfaces()
	if err != nil {
		return ""
	}
	for _, i := range ifaces {
		if i.Flags&net.FlagUp == 0 || i.Flags&net.FlagMulticast == 0 {
			continue
		}
		group := netip.MustParseAddr("ff01::114").WithZone(strconv.Itoa(i.Index))
		to := net.UDPAddrFromAddrPort(netip.AddrPortFrom(group, 9))
		if c, err := net.DialUDP("udp6", nil, to); err == nil { // finds a route, or says that there is none
			c.Close()
			return i.Name
		}
	}
	return ""
}
