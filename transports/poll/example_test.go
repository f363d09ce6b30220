//go:build linux

package poll_test

import (
	"fmt"
	"time"

	"ravel/transports/poll"
)

// Wake ends a Wait from another goroutine.
func Example() {
	p, err := poll.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer p.Close()
	go p.Wake()
	n, err := p.Wait(nil, time.Hour)
	fmt.Println(n, "are ready, and Wait is over:", err == nil)
	// Output: 0 are ready, and Wait is over: true
}
