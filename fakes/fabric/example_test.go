package fabric_test

import (
	"fmt"
	"net/netip"
	"time"

	"ravel/core/port"
	"ravel/fakes/fabric"
	"ravel/fakes/kernel"
)

// Two hosts, and datagrams over a link that loses some of them: always the same ones for this seed.
func Example() {
	f := fabric.New(fabric.Config{Seed: 4, Links: fabric.Link{
		Latency: fabric.Uniform(1*time.Millisecond, 3*time.Millisecond),
		LossPPM: 333_333,
	}})
	var socks []port.Datagram
	for i, name := range []string{"a", "b"} {
		addr := netip.AddrFrom4([4]byte{10, 0, 0, byte(i + 1)})
		h := f.Attach(kernel.Config{Name: name, Addrs: []netip.Addr{addr}})
		d, err := h.Datagram(port.DatagramConfig{At: port.Addr{AddrPort: netip.AddrPortFrom(addr, 53)}})
		if err != nil {
			panic(err)
		}
		socks = append(socks, d)
	}
	for i := range 6 {
		if err := socks[0].SendTo(fmt.Append(nil, i), socks[1].LocalAddr()); err != nil {
			panic(err)
		}
	}
	for f.Step(f.Now().Add(time.Second)) {
		lent, _, err := socks[1].RecvFrom()
		fmt.Println(f.Elapsed().Round(10*time.Microsecond), string(lent), err)
	}
	// Output:
	// 1.15ms 1 <nil>
	// 1.29ms 3 <nil>
	// 1.41ms 4 <nil>
	// 1.97ms 2 <nil>
	// 2.32ms 5 <nil>
}

// A Chooser decides whatever could go one way or another, by the name of the place.
func ExampleChooser() {
	f := fabric.New(fabric.Config{Chooser: loser{}, Links: fabric.Link{LossPPM: 1}})
	h := f.Attach(kernel.Config{Name: "a", Addrs: []netip.Addr{netip.MustParseAddr("10.0.0.1")}})
	f.Attach(kernel.Config{Name: "b", Addrs: []netip.Addr{netip.MustParseAddr("10.0.0.2")}})
	d, err := h.Datagram(port.DatagramConfig{})
	if err != nil {
		panic(err)
	}
	err = d.SendTo([]byte("x"), port.Addr{AddrPort: netip.MustParseAddrPort("10.0.0.2:53")})
	fmt.Println(err, f.Pending())
	// Output:
	// link a->b loss: one of 1000000
	// <nil> 0
}

// A loser always chooses the worst.
type loser struct{}

func (loser) Choose(s fabric.Site, n uint64) uint64 {
	fmt.Printf("%s: one of %d\n", s.Label, n)
	return n - 1
}
