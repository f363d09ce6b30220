//go:build linux

package specs

import (
	"io"
	"log/slog"
	"os"
	"syscall"

	"ravel/core"
	"ravel/reactortest"
	"ravel/transports/native"
)

var _ = reactortest.Describe("conformance of epoll", func() reactortest.Bench {
	return reactortest.Bench{
		New: func() core.Reactor {
			r, err := native.Open(native.Config{Backend: "epoll", Seed: 1, Logger: quiet()})
			if err != nil {
				panic(err)
			}
			return r
		},
		Host:     reactortest.LocalHost,
		Failures: func(r core.Reactor) []error { return r.(*native.Reactor).Failures() },
		Signal: func(_ core.Reactor, s os.Signal) {
			if err := syscall.Kill(os.Getpid(), s.(syscall.Signal)); err != nil {
				panic(err)
			}
		},
	}
})

// quiet is a logger for reactors whose failures are provoked, and counted elsewhere.
func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }
