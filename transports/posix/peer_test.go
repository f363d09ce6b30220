//go:build linux

package posix_test

import (
	"net/netip"
	"testing"
	"unsafe"

	"ravel/core/port"
	"ravel/transports/posix"
)

func TestPeersAreKeptAsTheyAre(t *testing.T) {
	for _, a := range []port.Addr{
		{}, {Path: "/run/x"}, {Path: "@x"},
		{AddrPort: netip.MustParseAddrPort("127.0.0.1:1")},
		{AddrPort: netip.MustParseAddrPort("0.0.0.0:0")},
		{AddrPort: netip.MustParseAddrPort("[::1]:65535")},
		{AddrPort: netip.MustParseAddrPort("[::ffff:1.2.3.4]:80")},
		{AddrPort: netip.MustParseAddrPort("[fe80::1%eth0]:80")},
	} {
		var p posix.Peer
		p.Set(port.Addr{AddrPort: netip.MustParseAddrPort("10.0.0.1:9")})
		p.Set(a)
		want(t, "what was set last is there whole", p.Addr(), a)
	}
}

func TestAnAcceptedStreamIsSmall(t *testing.T) {
	if unsafe.Sizeof(uintptr(0)) == 4 {
		t.Skip("the figures are for pointers of 8 bytes")
	}
	want(t, "the part that is touched for every message is one cache line", unsafe.Sizeof(posix.Sock{}), 64)
	want(t, "with the rest it is a size that the allocator has", unsafe.Sizeof(posix.TCPStream{}), 96)
}

func TestAnIPv4PeerCostsNoAllocation(t *testing.T) {
	var p posix.Peer
	a := port.Addr{AddrPort: netip.MustParseAddrPort("10.0.0.1:9")}
	wantNoAllocations(t, "keeping it and asking for it", func() {
		p.Set(a)
		if p.Addr() != a {
			t.Fatal("it came back as another")
		}
	})
}
