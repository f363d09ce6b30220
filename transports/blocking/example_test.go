package blocking_test

import (
	"fmt"
	"net"

	"ravel/core/port"
	"ravel/transports/blocking"
)

// A driver collects when it is roused; here that is a channel.
func Example() {
	roused := make(chan struct{}, 1)
	set := blocking.NewSet(func() {
		select {
		case roused <- struct{}{}:
		default:
		}
	})
	defer set.Close()
	mine, yours := net.Pipe()
	s, err := blocking.New(set, mine, blocking.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	s.Attach(&handler{"mine"})
	s.Want(port.Read)
	go yours.Write([]byte("hello"))
	<-roused
	ready := make([]port.Ready, 1)
	set.Lock()
	n := set.Collect(ready)
	set.Unlock()
	lent, err := s.Recv()
	fmt.Printf("%d ready: %s %v\n", n, lent, err)
	// Output: 1 ready: hello <nil>
}
