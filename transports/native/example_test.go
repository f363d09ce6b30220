//go:build linux

package native_test

import (
	"context"
	"fmt"
	"net"

	"ravel/core"
	"ravel/transports/native"
)

// A sayer says one thing to whoever connects.
type sayer struct{ core.Base }

func (s *sayer) ConnectionMade(t core.Transport) {
	fmt.Fprint(t, "An apple a day keeps the doctor away\r\n")
	t.LoseConnection()
}

// A reader prints what it is told and stops the reactor at the end.
type reader struct {
	core.Base
	r core.Reactor
}

func (c *reader) DataReceived(p []byte) { fmt.Printf("%s", p) }
func (c *reader) ConnectionLost(error)  { c.r.Stop() }

func Example() {
	r := native.New()
	defer r.Close()
	l, err := r.ListenTCP("127.0.0.1:0", core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return &sayer{}, nil }))
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = r.ConnectTCP(l.Addr().String(), core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return &reader{r: r}, nil }))
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := r.Run(context.Background()); err != nil {
		fmt.Println(err)
	}
	// Output: An apple a day keeps the doctor away
}

func ExampleBackends() {
	fmt.Println(native.Backends()[0])
	// Output: epoll
}

// A service started by systemd serves what was opened for it, by name.
func ExampleListenFDs() {
	fds, err := native.ListenFDs(true)
	if err != nil {
		fmt.Println(err)
		return
	}
	r := native.New()
	defer r.Close()
	for _, fd := range fds {
		if fd.Name == "chat" {
			r.AdoptListener(fd.FD, core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return &sayer{}, nil }))
			fd.Close() // the reactor has its own
		}
	}
	fmt.Println(len(fds), "descriptors")
	// Output: 0 descriptors
}
