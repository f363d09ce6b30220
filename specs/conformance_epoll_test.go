//go:build linux

package specs

import (
	"ravel/core"
	"ravel/reactortest"
	"ravel/transports/native"
)

var _ = reactortest.Describe("conformance of epoll", systemBench)

// systemBench is a bench for the reactor on this operating system.
func systemBench() reactortest.Bench { return backendBench("epoll") }

// backendBench is a bench for a reactor on this operating system that lacks nothing that the system has.
func backendBench(name string) reactortest.Bench {
	return reactortest.Bench{
		New: func() core.Reactor {
			r, err := native.Open(native.Config{Backend: name, Seed: 1, Logger: quiet(), NoSignals: true})
			if err != nil {
				panic(err)
			}
			return r
		},
		Lacks:      lacking(reactortest.Signals), // Ginkgo listens for them itself: see specs/plain
		Multicast6: reactortest.MulticastInterface6(),
		Host:       reactortest.LocalHost,
		Open:       reactortest.Open,
		Failures:   func(r core.Reactor) []error { return r.(*native.Reactor).Failures() },
	}
}
