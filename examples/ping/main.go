package main

import (
	"context"
	"fmt"
	"log"
	"time"

	"ravel/core"
	"ravel/transports/native"
)

func main() {
	r := native.New()
	defer r.Close()
	m, err := r.ListenUDP("127.0.0.1:0", &mirror{})
	if err != nil {
		log.Fatal(err)
	}
	_, err = r.ListenUDP("127.0.0.1:0", &pinger{
		clock: r, to: m.LocalAddr().(core.Addr),
		back: func(n uint32, took time.Duration) { fmt.Printf("%d: back after %v\n", n, took) },
		lost: func(n uint32) { fmt.Printf("%d: lost\n", n) },
	})
	if err != nil {
		log.Fatal(err)
	}
	r.CallLater(5*every-every/2, func() { r.Stop() })
	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
}
