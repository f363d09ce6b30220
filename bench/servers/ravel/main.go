// The echo server on ravel that is measured: one reactor on one core.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"net"
	"os"

	"ravel/core"
	"ravel/transports/native"
)

// echo answers without asking anybody to pause: the load is a closed loop, so no more than its window waits.
type echo struct{ core.Base }

func (e *echo) DataReceived(p []byte) { e.Transport.Write(p) }

// datagrams answers as echo does. What a queue has no room for is lost, which the load would notice.
type datagrams struct{ core.DatagramBase }

func (d *datagrams) DatagramReceived(p []byte, from core.Addr) { _ = d.Transport.WriteTo(p, from) }

func listen(r *native.Reactor, udp bool) (net.Addr, error) {
	if udp {
		t, err := r.ListenUDP("127.0.0.1:0", &datagrams{})
		if err != nil {
			return nil, err
		}
		return t.LocalAddr(), nil
	}
	l, err := r.ListenTCP("127.0.0.1:0", core.FactoryFunc(func(net.Addr) (core.Protocol, error) {
		return &echo{}, nil
	}), core.ListenConfig{Backlog: 4096})
	if err != nil {
		return nil, err
	}
	return l.Addr(), nil
}

func main() {
	backend := flag.String("reactor", "", "the reactor to measure; the best one by default")
	datagrams := flag.Bool("udp", false, "echo datagrams instead")
	flag.Parse()
	r, err := native.Open(native.Config{Backend: *backend})
	if err != nil {
		log.Fatal(err)
	}
	at, err := listen(r, *datagrams)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(at.(core.Addr).AddrPort.Port())
	if err := r.Run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
