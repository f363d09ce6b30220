package reply_test

import (
	"fmt"
	"net/netip"

	"ravel/core"
	"ravel/protocols/internal/reply"
)

// A client is answered; another small service is not.
func Example() {
	for _, from := range []string{"192.0.2.1:40000", "192.0.2.1:7"} {
		fmt.Println(from, reply.Allowed(core.UDPAddr(netip.MustParseAddrPort(from))))
	}
	// Output:
	// 192.0.2.1:40000 true
	// 192.0.2.1:7 false
}
