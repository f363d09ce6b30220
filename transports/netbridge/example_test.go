package netbridge_test

import (
	"bufio"
	"context"
	"fmt"
	"net"

	"ravel/core"
	"ravel/transports/native"
	"ravel/transports/netbridge"
)

// Code that blocks serves a port of a reactor, on a goroutine of its own.
func Example() {
	r := native.New()
	defer r.Close()
	l, err := netbridge.Listen(r, func(f core.Factory) (core.Listener, error) { return r.ListenTCP("127.0.0.1:0", f) })
	if err != nil {
		fmt.Println(err)
		return
	}
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		fmt.Fprintln(c, "hello from a goroutine")
		c.Close()
	}()
	go func() {
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			return
		}
		line, _ := bufio.NewReader(c).ReadString('\n')
		fmt.Print(line)
		c.Close()
		r.Post(func() { r.Stop() })
	}()
	if err := r.Run(context.Background()); err != nil {
		fmt.Println(err)
	}
	// Output: hello from a goroutine
}
