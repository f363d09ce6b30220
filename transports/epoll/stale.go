//go:build linux

package epoll

import "golang.org/x/sys/unix"

// staleMax is how many events of former owners are taken before the instance is replaced. They come from
// a file that lives on elsewhere after its watched descriptor was closed here, and nothing else can stop them.
const staleMax = 64

// renew replaces the instance, which leaves stale registrations behind. Failing, it tries again after
// as many stale events.
func (e *poller) renew() {
	e.stale = 0
	old := e.epfd
	if e.create() == nil {
		unix.Close(old)
		e.port.Rewatch()
	}
}
