package port_test

import (
	"net/netip"
	"testing"
	"unsafe"

	"ravel/core/port"
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
		var p port.Peer
		p.Set(port.Addr{AddrPort: netip.MustParseAddrPort("10.0.0.1:9")})
		p.Set(a)
		if got := p.Addr(); got != a {
			t.Errorf("what was set last is there whole: got %v, want %v", got, a)
		}
	}
}

func TestAnIPv4PeerIsSmallAndCostsNoAllocation(t *testing.T) {
	var p port.Peer
	if unsafe.Sizeof(uintptr(0)) == 8 && unsafe.Sizeof(p) != 16 {
		t.Errorf("it has %d bytes, want 16", unsafe.Sizeof(p))
	}
	a := port.Addr{AddrPort: netip.MustParseAddrPort("10.0.0.1:9")}
	n := testing.AllocsPerRun(100, func() {
		p.Set(a)
		if p.Addr() != a {
			t.Fatal("it came back as another")
		}
	})
	if n != 0 {
		t.Errorf("keeping it and asking for it makes %v allocations, want none", n)
	}
}
