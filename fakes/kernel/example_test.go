package kernel_test

import (
	"fmt"
	"net/netip"

	"ravel/core/port"
	"ravel/fakes/fabric"
	"ravel/fakes/kernel"
)

// A host is a port.Port: what a backend is to an operating system, without one.
func ExampleHost() {
	f := fabric.New(fabric.Config{})
	h := f.Attach(kernel.Config{Name: "h"})
	l, err := h.Listen(port.ListenConfig{At: port.Addr{AddrPort: netip.MustParseAddrPort("127.0.0.1:0")}})
	if err != nil {
		panic(err)
	}
	c, err := h.Dial(port.DialConfig{To: l.LocalAddr()})
	if err != nil {
		panic(err)
	}
	for f.Step(f.Now()) {
	}
	s, from, err := l.Accept()
	fmt.Println("accepted", from, err)
	_, _ = c.Send([]byte("hello"))
	for f.Step(f.Now()) {
	}
	lent, err := s.Recv()
	fmt.Printf("%s %v\n", lent, err)
	fmt.Println(h.Open())
	// Output:
	// accepted {127.0.0.1:32769 } <nil>
	// hello <nil>
	// [3: listening on tcp 127.0.0.1:32768 4: tcp 127.0.0.1:32769 to 127.0.0.1:32768 5: tcp 127.0.0.1:32768 to 127.0.0.1:32769]
}
