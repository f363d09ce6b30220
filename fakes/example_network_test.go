package fakes_test

import (
	"fmt"
	"net"
	"time"

	"ravel/core"
	"ravel/fakes"
	"ravel/fakes/fabric"
)

// A shouter answers each byte that it gets in capitals.
type shouter struct{ core.Base }

func (s *shouter) DataReceived(p []byte) {
	for i := range p {
		s.Transport.Write([]byte{p[i] - 'a' + 'A'})
	}
}

// A printer says when it was told what.
type printer struct {
	core.Base
	clock core.Clock
	start time.Time
}

func (p *printer) ConnectionMade(t core.Transport) {
	p.Base.ConnectionMade(t)
	t.Write([]byte("hello"))
}

func (p *printer) DataReceived(b []byte) {
	fmt.Printf("%v: %s\n", p.clock.Now().Sub(p.start), b)
}

func (p *printer) ConnectionLost(reason error) {
	fmt.Printf("%v: %v\n", p.clock.Now().Sub(p.start), reason)
}

// One reactor, a server and its client: dial what you listen on.
func ExampleNewReactor() {
	r := fakes.NewReactor()
	l, err := r.ListenTCP("127.0.0.1:0", core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return &shouter{}, nil }))
	if err != nil {
		panic(err)
	}
	client := &printer{clock: r, start: r.Now()}
	if _, err := r.ConnectTCP(l.Addr().String(), core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return client, nil })); err != nil {
		panic(err)
	}
	r.Advance(time.Second)
	client.Transport.LoseConnection()
	r.Advance(time.Second)
	fmt.Println(r.Leaks())
	// Output:
	// 0s: HELLO
	// 1s: connection done
	// [open descriptor 3: listening on tcp 127.0.0.1:32768]
}

// Two hosts, a link with latency, and a partition.
func ExampleNetwork() {
	n := fakes.NewNetwork(fakes.NetworkConfig{
		Seed:  7,
		Links: fabric.Link{Latency: fabric.Fixed(10 * time.Millisecond)},
	})
	server, client := n.Host("server", "10.0.0.1"), n.Host("client", "10.0.0.2")
	_, err := server.ListenTCP(":7", core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return &shouter{}, nil }))
	if err != nil {
		panic(err)
	}
	p := &printer{clock: client, start: client.Now()}
	if _, err := client.ConnectTCP("10.0.0.1:7", core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return p, nil })); err != nil {
		panic(err)
	}
	if err := n.Run(time.Second); err != nil {
		panic(err)
	}
	n.Fabric.Cut("client", "server")
	p.Transport.Write([]byte("anybody"))
	if err := n.Run(time.Second); err != nil {
		panic(err)
	}
	n.Fabric.Heal()
	if err := n.Run(time.Second); err != nil {
		panic(err)
	}
	// Output:
	// 40ms: HELLO
	// 2.02s: ANYBODY
}
