package specs

import (
	"ravel/core"
	"ravel/reactortest"
	"ravel/transports/native"
)

var _ = reactortest.Describe("conformance of the portable reactor", portableBench)

// portableBench is a bench for the reactor on Go's net, which every system has. What it lacks is a matter of
// the system.
func portableBench() reactortest.Bench {
	var opened *native.Reactor
	return reactortest.Bench{
		New: func() core.Reactor {
			r, err := native.Open(native.Config{Backend: "portable", Seed: 1, Logger: quiet(), NoSignals: true})
			if err != nil {
				panic(err)
			}
			opened = r
			return portableShown(r)
		},
		Lacks:      portableLacks(),
		Multicast6: reactortest.MulticastInterface6(),
		Host:       portableHost(),
		Failures:   func(core.Reactor) []error { return opened.Failures() },
	}
}
