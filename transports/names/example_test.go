package names_test

import (
	"fmt"
	"net/netip"
	"time"

	"ravel/core"
	"ravel/fakes"
	"ravel/transports/names"
)

// A hosts file's text as the resolver of a reactor.
func Example() {
	r := fakes.NewReactor()
	r.SetResolver(names.ParseHosts([]byte("192.0.2.7 printer printer.example # on the second floor\n")))
	core.Then(r.Resolve("printer.example"), func(addrs []netip.Addr) (struct{}, error) {
		fmt.Println(addrs)
		return struct{}{}, nil
	})
	r.Advance(time.Second)
	// Output: [192.0.2.7]
}
