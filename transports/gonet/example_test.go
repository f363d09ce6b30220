package gonet_test

import (
	"bufio"
	"context"
	"fmt"
	"net"

	"ravel/core"
	"ravel/transports/gonet"
	"ravel/transports/native"
)

// A shouter answers once and ends.
type shouter struct{ core.Base }

func (s *shouter) DataReceived(p []byte) {
	fmt.Fprintf(s.Transport, "%s!\n", p)
	s.Transport.LoseConnection()
}

// An end of a net.Pipe as a transport; the other is read and written by code that blocks.
func Example() {
	r := native.New()
	defer r.Close()
	mine, yours := net.Pipe()
	_, err := gonet.New(r).Serve(mine, core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return &shouter{}, nil }))
	if err != nil {
		fmt.Println(err)
		return
	}
	go func() {
		fmt.Fprint(yours, "hello")
		line, _ := bufio.NewReader(yours).ReadString('\n')
		fmt.Print(line)
		r.Post(func() { r.Stop() })
	}()
	r.Run(context.Background())
	// Output: hello!
}
