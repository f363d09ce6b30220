package core_test

import (
	"fmt"
	"net/netip"
	"time"

	"ravel/core"
)

// A manual clock: Timers is the queue behind every Clock.
type manual struct {
	*core.Timers
	now time.Time
}

func (m *manual) Now() time.Time { return m.now }

func (m *manual) advance(d time.Duration) {
	m.now = m.now.Add(d)
	m.Pass(m.now, func(f func()) { f() })
}

func newManual() *manual {
	m := &manual{}
	m.Timers = core.NewTimers(m.Now)
	return m
}

func ExampleDelayedCall() {
	clock := newManual()
	timeout := clock.CallLater(10*time.Second, func() { fmt.Println("timed out") })
	clock.advance(9 * time.Second)
	timeout.Reset(10 * time.Second) // something was heard
	clock.advance(9 * time.Second)
	fmt.Println("active:", timeout.Active())
	clock.advance(time.Second)
	fmt.Println("cancelled:", timeout.Cancel())
	// Output:
	// active: true
	// timed out
	// cancelled: false
}

func ExampleLoopingCall() {
	clock := newManual()
	loop := core.NewLoopingCall(clock, func(count int) error {
		fmt.Println("tick", count)
		return nil
	})
	loop.Ended = func(err error) { fmt.Println("ended:", err) }
	_ = loop.Start(3*time.Second, false)
	clock.advance(3 * time.Second)
	clock.advance(7 * time.Second) // stalled: one instant was missed
	clock.advance(2 * time.Second) // and back on the grid
	loop.Stop()
	// Output:
	// tick 1
	// tick 2
	// tick 1
	// ended: <nil>
}

func ExampleParseAddrPort() {
	any := netip.IPv4Unspecified()
	fmt.Println(core.ParseAddrPort(":8007", any))
	fmt.Println(core.ParseAddrPort("localhost:http", any))
	// Output:
	// 0.0.0.0:8007 <nil>
	// invalid AddrPort invalid address "localhost:http": port "http" is not a number from 0 to 65535
}
