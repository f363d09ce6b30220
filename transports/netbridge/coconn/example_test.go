package coconn_test

import (
	"bufio"
	"fmt"
	"net"
	"time"

	"ravel/core/coro"
	"ravel/fakes"
	"ravel/transports/netbridge/coconn"
)

// Sequential code on both sides of a connection, in virtual time.
func Example() {
	r := fakes.NewReactor()
	l, err := r.ListenTCP("127.0.0.1:0", coconn.Serve(r, func(_ *coro.Co, c net.Conn) error {
		name, err := bufio.NewReader(c).ReadString('\n')
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(c, "hello %s", name)
		return err
	}))
	if err != nil {
		panic(err)
	}
	_, err = r.ConnectTCP(l.Addr().String(), coconn.Serve(r, func(_ *coro.Co, c net.Conn) error {
		fmt.Fprintln(c, "ravel")
		line, err := bufio.NewReader(c).ReadString('\n')
		fmt.Print(line)
		return err
	}))
	if err != nil {
		panic(err)
	}
	r.Advance(time.Second)
	// Output: hello ravel
}
