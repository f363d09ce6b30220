package blocking_test

import (
	"net"
	"testing"
	"time"

	"ravel/core/port"
	"ravel/transports/blocking"
)

// patience is how long a test waits for what must come about.
const patience = 10 * time.Second

type handler struct{ name string }

func (*handler) Ready(port.Interest) {}

// A driver collects what its Set reports, as a Port does.
type driver struct {
	t      *testing.T
	set    *blocking.Set
	roused chan struct{}
	ready  [4]port.Ready
}

func newDriver(t *testing.T) *driver {
	d := &driver{t: t, roused: make(chan struct{}, 1)}
	d.set = blocking.NewSet(func() {
		select {
		case d.roused <- struct{}{}:
		default:
		}
	})
	t.Cleanup(func() { d.set.Close() })
	return d
}

// collect is one Collect.
func (d *driver) collect() []port.Ready {
	d.set.Lock()
	defer d.set.Unlock()
	return d.ready[:d.set.Collect(d.ready[:])]
}

// until waits until h is reported for what.
func (d *driver) until(h port.Handler, what port.Interest) {
	d.t.Helper()
	over := time.After(patience)
	for {
		for _, r := range d.collect() {
			if r.Handler == h && r.What&what != 0 {
				return
			}
		}
		select {
		case <-d.roused:
		case <-over:
			d.t.Fatalf("never ready for %d", what)
		}
	}
}

// pipe is one end of a net.Pipe as a Stream that wants want, and the other end.
func (d *driver) pipe(want port.Interest) (*blocking.Stream, *handler, net.Conn) {
	d.t.Helper()
	mine, yours := net.Pipe()
	s, err := blocking.New(d.set, mine, blocking.Options{})
	if err != nil {
		d.t.Fatal(err)
	}
	h := &handler{"stream"}
	s.Attach(h)
	s.Want(want)
	return s, h, yours
}
