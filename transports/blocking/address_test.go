package blocking

import (
	"net"
	"net/netip"
	"testing"

	"ravel/core/port"
)

type somewhere string

func (somewhere) Network() string  { return "other" }
func (s somewhere) String() string { return string(s) }

func TestAddresses(t *testing.T) {
	ip := netip.MustParseAddrPort("127.0.0.1:7")
	for _, c := range []struct {
		why  string
		of   net.Addr
		want port.Addr
	}{
		{"none", nil, port.Addr{}},
		{"TCP", net.TCPAddrFromAddrPort(ip), port.Addr{AddrPort: ip}},
		{"IPv4 mapped into IPv6", net.TCPAddrFromAddrPort(netip.MustParseAddrPort("[::ffff:127.0.0.1]:7")), port.Addr{AddrPort: ip}},
		{"UDP", net.UDPAddrFromAddrPort(ip), port.Addr{AddrPort: ip}},
		{"an abstract name", &net.UnixAddr{Net: "unix", Name: "@x"}, port.Addr{Path: "@x"}},
		{"somebody else's address that is an IP address", somewhere("127.0.0.1:7"), port.Addr{AddrPort: ip}},
		{"and one that is not", somewhere("channel 7"), port.Addr{Path: "channel 7"}},
	} {
		if got := Address(c.of); got != c.want {
			t.Errorf("%s: got %v, want %v", c.why, got, c.want)
		}
	}
}
