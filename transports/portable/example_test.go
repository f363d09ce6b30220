package portable_test

import (
	"fmt"
	"net"
	"net/netip"

	"ravel/core/port"
	"ravel/transports/portable"
)

type told struct{}

func (told) Ready(port.Interest) {}

// A port reports which of its sockets are ready; what is done about it is the business of who drives it.
func Example() {
	p := portable.New()
	defer p.Close()
	l, err := p.Listen(port.ListenConfig{At: port.Addr{AddrPort: netip.MustParseAddrPort("127.0.0.1:0")}})
	if err != nil {
		fmt.Println(err)
		return
	}
	l.Attach(told{})
	l.Want(port.Read)
	peer, err := net.Dial("tcp", l.LocalAddr().AddrPort.String())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer peer.Close()

	n, err := p.Wait(make([]port.Ready, 8), -1)
	fmt.Println(n, err)
	_, from, err := l.Accept()
	fmt.Println(from.AddrPort.String() == peer.LocalAddr().String(), err)
	// Output:
	// 1 <nil>
	// true <nil>
}
