//go:build linux

package epoll_test

import (
	"fmt"
	"net/netip"

	"ravel/core/port"
	"ravel/transports/epoll"
)

// An echo is a Handler that sends back what it receives.
type echo struct{ s port.Stream }

func (e *echo) Ready(port.Interest) {
	lent, err := e.s.Recv()
	if err != nil {
		e.s.Close(false)
		return
	}
	e.s.Send(lent)
}

// A door accepts connections and gives each an echo.
type door struct{ l port.Listener }

func (d *door) Ready(port.Interest) {
	s, _, err := d.l.Accept()
	if err != nil {
		return
	}
	s.Attach(&echo{s})
	s.Want(port.Read)
}

// A caller says one thing and prints the answer.
type caller struct {
	s    port.Stream
	done bool
}

func (c *caller) Ready(what port.Interest) {
	if what&port.Write != 0 && c.s.Connected() == nil {
		c.s.Send([]byte("hello"))
		c.s.Want(port.Read)
		return
	}
	if lent, err := c.s.Recv(); err == nil {
		fmt.Printf("%s\n", lent)
		c.done = true
	}
}

// A Port by hand: what core/loop and transports/stream do for everybody.
func Example() {
	p, err := epoll.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer p.Close()

	at := port.Addr{AddrPort: netip.MustParseAddrPort("127.0.0.1:0")}
	l, err := p.Listen(port.ListenConfig{At: at, Backlog: 8})
	if err != nil {
		fmt.Println(err)
		return
	}
	l.Attach(&door{l})
	l.Want(port.Read)

	s, err := p.Dial(port.DialConfig{To: l.LocalAddr()})
	if err != nil {
		fmt.Println(err)
		return
	}
	c := &caller{s: s}
	s.Attach(c)
	s.Want(port.Write)

	ready := make([]port.Ready, 16)
	for !c.done {
		n, err := p.Wait(ready, -1)
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, r := range ready[:n] {
			r.Handler.Ready(r.What)
		}
	}
	// Output: hello
}
