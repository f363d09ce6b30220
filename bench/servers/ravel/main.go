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

func main() {
	backend := flag.String("reactor", "", "the reactor to measure; the best one by default")
	flag.Parse()
	r, err := native.Open(native.Config{Backend: *backend})
	if err != nil {
		log.Fatal(err)
	}
	l, err := r.ListenTCP("127.0.0.1:0", core.FactoryFunc(func(net.Addr) (core.Protocol, error) {
		return &echo{}, nil
	}), core.ListenConfig{Backlog: 4096})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(l.Addr().(core.Addr).AddrPort.Port())
	if err := r.Run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
