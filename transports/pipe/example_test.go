package pipe_test

import (
	"fmt"

	"ravel/core/port"
	"ravel/fakes/fabric"
	"ravel/fakes/kernel"
	"ravel/transports/pipe"
)

// A system reads, writes and closes the descriptors of a simulated host.
type system struct{ *kernel.Host }

func (s system) Read(fd int, p []byte) (int, error)  { return s.ReadDescriptor(fd, p) }
func (s system) Write(fd int, p []byte) (int, error) { return s.WriteDescriptor(fd, p) }
func (s system) Close(fd int) error                  { return s.CloseDescriptor(fd) }

// A handler is whom readiness is for: the machine of transports/stream, mostly.
type handler struct{ name string }

func (h handler) Ready(what port.Interest) { fmt.Println(h.name, "may read:", what&port.Read != 0) }

// The reading and the writing end of one pipe, as streams.
func ExampleSet() {
	host := fabric.New(fabric.Config{}).Attach(kernel.Config{Name: "h"})
	r, w, err := host.Pipe()
	if err != nil {
		panic(err)
	}
	set := pipe.New(system{host})
	in, err := set.Open(host, r, pipe.Config{Name: "in", Reads: true})
	if err != nil {
		panic(err)
	}
	out, err := set.Open(host, w, pipe.Config{Name: "out", Writes: true})
	if err != nil {
		panic(err)
	}
	in.Attach(handler{"in"})
	out.Attach(handler{"out"})
	in.Want(port.Read)

	fmt.Println(out.Send([]byte("hello")))
	ready := make([]port.Ready, 8)
	n, err := host.Wait(ready, 0)
	if err != nil {
		panic(err)
	}
	for _, at := range ready[:n] {
		at.Handler.Ready(at.What)
	}
	lent, err := in.Recv()
	fmt.Printf("%q %v\n", lent, err)

	out.Close(false)
	_, err = in.Recv()
	fmt.Println(err)
	in.Close(false)
	// Output:
	// 5 <nil>
	// in may read: true
	// "hello" <nil>
	// EOF
}
