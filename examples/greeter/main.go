package main

import (
	"context"
	"fmt"
	"log"
	"net"

	"ravel/core"
	"ravel/transports/native"
)

func main() {
	r := native.New()
	l, err := r.ListenTCP("127.0.0.1:8007", core.FactoryFunc(func(net.Addr) (core.Protocol, error) {
		return &greeter{clock: r}, nil
	}))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("listening on", l.Addr())
	if err := r.Run(context.Background()); err != nil { // nil after SIGINT or SIGTERM
		log.Fatal(err)
	}
}
