package port_test

import (
	"fmt"
	"net/netip"

	"ravel/core/port"
	"ravel/fakes/fabric"
	"ravel/fakes/kernel"
)

// A told is a Handler that notes what it was told.
type told struct{ what port.Interest }

func (t *told) Ready(what port.Interest) { t.what |= what }

// The verbs of the seam on a simulated host: listen, dial, wait, accept, send, receive.
func Example() {
	var p port.Port = fabric.New(fabric.Config{}).Attach(kernel.Config{Name: "host"})
	loopback := netip.MustParseAddr("127.0.0.1")
	listener, _ := p.Listen(port.ListenConfig{At: port.Addr{AddrPort: netip.AddrPortFrom(loopback, 0)}, Backlog: 1})
	waiting := &told{}
	listener.Attach(waiting)
	listener.Want(port.Read)
	client, _ := p.Dial(port.DialConfig{To: listener.LocalAddr()})

	ready := make([]port.Ready, 8)
	for waiting.what == 0 {
		n, _ := p.Wait(ready, -1)
		for _, r := range ready[:n] {
			r.Handler.Ready(r.What) // what a loop does
		}
	}
	server, peer, _ := listener.Accept()
	fmt.Println("accepted the client:", peer == client.LocalAddr())

	answer := &told{}
	client.Attach(answer)
	client.Want(port.Read)
	server.Send([]byte("hello"))
	for answer.what == 0 {
		n, _ := p.Wait(ready, -1)
		for _, r := range ready[:n] {
			r.Handler.Ready(r.What)
		}
	}
	lent, _ := client.Recv()
	fmt.Printf("%s\n", lent)
	// Output:
	// accepted the client: true
	// hello
}
