package loop_test

import (
	"context"
	"fmt"
	"time"

	"ravel/core/loop"
	"ravel/core/port"
)

// still is a port on which nothing ever happens but time.
type still struct{ now time.Time }

func (s *still) Wait(_ []port.Ready, timeout time.Duration) (int, error) {
	if timeout < 0 {
		return 0, port.ErrIdle
	}
	s.now = s.now.Add(timeout)
	return 0, nil
}
func (s *still) Wake()                                               {}
func (s *still) Now() time.Time                                      { return s.now }
func (s *still) Close() error                                        { return nil }
func (s *still) Dial(port.DialConfig) (port.Stream, error)           { return nil, port.ErrUnsupported }
func (s *still) Listen(port.ListenConfig) (port.Listener, error)     { return nil, port.ErrUnsupported }
func (s *still) Datagram(port.DatagramConfig) (port.Datagram, error) { return nil, port.ErrUnsupported }

func Example() {
	l := loop.New(&still{}, loop.Config{Seed: 1})
	began := l.Now()
	l.CallLater(2*time.Hour, func() {
		fmt.Println("timed call after", l.Now().Sub(began))
		_ = l.Stop()
	})
	l.Post(func() { fmt.Println("posted call") })
	fmt.Println("run:", l.Run(context.Background()))
	// Output:
	// posted call
	// timed call after 2h0m0s
	// run: <nil>
}
