package policies_test

import (
	"fmt"
	"time"

	"ravel/fakes"
	"ravel/protocols/echo"
	"ravel/protocols/policies"
)

func ExampleChain() {
	clock := fakes.NewClock()
	f := policies.Chain(echo.Factory(echo.Config{}),
		policies.IdleTimeout(clock, time.Minute),
		policies.NewLimit(policies.LimitConfig{Total: 1}).Factory,
	)
	wire := fakes.NewStringTransport()
	p, _ := f.BuildProtocol(wire.RemoteAddr())
	wire.Connect(p)
	second, _ := f.BuildProtocol(wire.RemoteAddr())
	fmt.Println("a second connection:", second)
	clock.Advance(time.Minute)
	fmt.Println("after a minute:", wire.Closing())
	// Output:
	// a second connection: <nil>
	// after a minute: true
}
