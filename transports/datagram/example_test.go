//go:build linux

package datagram_test

import (
	"context"
	"fmt"

	"ravel/core"
	"ravel/core/loop"
	"ravel/transports/datagram"
	"ravel/transports/epoll"
)

// shouter answers every datagram.
type shouter struct{ core.DatagramBase }

func (s *shouter) DatagramReceived(p []byte, from core.Addr) {
	s.Transport.WriteTo(append(p[:len(p):len(p)], '!'), from)
}

// asker sends one datagram and stops the reactor at the answer.
type asker struct {
	core.DatagramBase
	to      core.Addr
	reactor core.Runner
}

func (a *asker) StartProtocol(t core.DatagramTransport) {
	t.Connect(a.to)
	t.Write([]byte("hello"))
}

func (a *asker) DatagramReceived(p []byte, _ core.Addr) {
	fmt.Printf("%s\n", p)
	a.reactor.Stop()
}

func (a *asker) StopProtocol() { fmt.Println("stopped") }

// The machine stands between a loop and any port; a reactor is their sum.
func Example() {
	p, err := epoll.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	l := loop.New(p, loop.Config{})
	defer l.Close()
	udp := datagram.NewUDP(l)

	server, err := udp.ListenUDP("127.0.0.1:0", &shouter{})
	if err != nil {
		fmt.Println(err)
		return
	}
	udp.ListenUDP("127.0.0.1:0", &asker{to: server.LocalAddr().(core.Addr), reactor: l})
	l.Run(context.Background())
	// Output:
	// hello!
	// stopped
}
