//go:build linux

package posix_test

import (
	"fmt"
	"net/netip"

	"ravel/core/port"
	"ravel/transports/epoll"
	"ravel/transports/poll"
	"ravel/transports/posix"
)

// A bell that is rung when there is something to read.
type arrival bool

func (a *arrival) Ready(port.Interest) { *a = true }

// The same sockets, whoever tells which are ready.
func Example() {
	for _, open := range []func() (*posix.Port, error){epoll.New, poll.New} {
		p, err := open()
		if err != nil {
			fmt.Println(err)
			return
		}
		defer p.Close()
		at := port.Addr{AddrPort: netip.MustParseAddrPort("127.0.0.1:0")}
		here, _ := p.Datagram(port.DatagramConfig{At: at, MaxPacket: 1024})
		there, _ := p.Datagram(port.DatagramConfig{At: at, MaxPacket: 1024})
		var arrived arrival
		there.Attach(&arrived)
		there.Want(port.Read)
		here.SendTo([]byte("hello"), there.LocalAddr())
		for ready := make([]port.Ready, 1); !arrived; {
			n, _ := p.Wait(ready, -1)
			for _, r := range ready[:n] {
				r.Handler.Ready(r.What)
			}
		}
		lent, from, _ := there.RecvFrom()
		fmt.Printf("%s, from where it was sent: %v\n", lent, from == here.LocalAddr())
	}
	// Output:
	// hello, from where it was sent: true
	// hello, from where it was sent: true
}
