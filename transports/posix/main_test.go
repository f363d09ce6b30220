//go:build linux

package posix_test

import (
	"fmt"
	"os"
	"testing"

	"ravel/transports/epoll"
	"ravel/transports/poll"
	"ravel/transports/posix"
)

// open makes a Port on the Poller whose turn it is.
var open func() (*posix.Port, error)

// TestMain runs every test once on each Poller.
func TestMain(m *testing.M) {
	code := 0
	for _, on := range []struct {
		name string
		open func() (*posix.Port, error)
	}{{"epoll", epoll.New}, {"poll", poll.New}} {
		open = on.open
		if c := m.Run(); c != 0 {
			fmt.Fprintln(os.Stderr, "on", on.name)
			code = c
		}
	}
	os.Exit(code)
}
