package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"ravel/transports/native"
)

func main() {
	addr := "127.0.0.1:8007"
	if len(os.Args) > 1 {
		addr = os.Args[1]
	}
	r, err := native.Open(native.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer r.Close()
	l, err := r.ListenTCP(addr, &echo{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("listening on", l.Addr())
	if err := r.Run(context.Background()); err != nil { // nil after SIGINT or SIGTERM
		log.Fatal(err)
	}
}
