package reply

import (
	"net/netip"
	"testing"

	"ravel/core"
)

func TestAllowed(t *testing.T) {
	for _, c := range []struct {
		from core.Addr
		want bool
		why  string
	}{
		{core.UDPAddr(netip.MustParseAddrPort("127.0.0.1:1024")), true, "a program's port"},
		{core.UDPAddr(netip.MustParseAddrPort("127.0.0.1:1023")), false, "a service's port"},
		{core.UDPAddr(netip.MustParseAddrPort("[::1]:7")), false, "another echo"},
		{core.UDPAddr(netip.MustParseAddrPort("127.0.0.1:0")), false, "no port at all"},
		{core.UNIXDatagramAddr("/run/x"), true, "a socket with a name"},
		{core.UNIXDatagramAddr(""), false, "nowhere to answer to"},
	} {
		if got := Allowed(c.from); got != c.want {
			t.Errorf("%v (%s): %v, want %v", c.from, c.why, got, c.want)
		}
	}
}
