//go:build linux

package stream_test

import (
	"context"
	"fmt"
	"log"
	"net"

	"ravel/core"
	"ravel/core/loop"
	"ravel/transports/epoll"
	"ravel/transports/stream"
)

// A Reactor is what a reactor for TCP alone takes: a loop over a port, and the facet.
type Reactor struct {
	*loop.Loop
	*stream.TCP
}

func newReactor() *Reactor {
	p, err := epoll.New()
	if err != nil {
		log.Fatal(err)
	}
	l := loop.New(p, loop.Config{})
	return &Reactor{Loop: l, TCP: stream.NewTCP(stream.New(l))}
}

type shouter struct{ core.Base }

func (s *shouter) DataReceived(p []byte) {
	fmt.Printf("the server hears %q\n", p)
	s.Transport.Write([]byte("HELLO"))
	s.Transport.LoseConnection()
}

type greeter struct {
	core.Base
	reactor *Reactor
}

func (g *greeter) ConnectionMade(t core.Transport) {
	g.Base.ConnectionMade(t)
	t.Write([]byte("hello"))
}
func (g *greeter) DataReceived(p []byte) { fmt.Printf("the client hears %q\n", p) }
func (g *greeter) ConnectionLost(reason error) {
	fmt.Println(reason)
	g.reactor.Stop()
}

func Example() {
	r := newReactor()
	defer r.Close()
	server := core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return &shouter{}, nil })
	client := core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return &greeter{reactor: r}, nil })
	port, err := r.ListenTCP("127.0.0.1:0", server)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := r.ConnectTCP(port.Addr().String(), client); err != nil {
		log.Fatal(err)
	}
	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
	// Output:
	// the server hears "hello"
	// the client hears "HELLO"
	// connection done
}
