//go:build linux

package plain

import (
	"io"
	"log/slog"
	"os"
	"syscall"
	"testing"

	"ravel/core"
	"ravel/reactortest"
	"ravel/transports/native"
)

func TestConformanceOfEpoll(t *testing.T) { conformance(t, "epoll") }

func TestConformanceOfPoll(t *testing.T) { conformance(t, "poll") }

func conformance(t *testing.T, backend string) {
	reactortest.Run(t, func() reactortest.Bench {
		return reactortest.Bench{
			New: func() core.Reactor {
				c := native.Config{Backend: backend, Seed: 1, Logger: slog.New(slog.NewTextHandler(io.Discard, nil))}
				r, err := native.Open(c)
				if err != nil {
					panic(err)
				}
				return r
			},
			Lacks:      lacking(),
			Multicast6: reactortest.MulticastInterface6(),
			Host:       reactortest.LocalHost,
			Failures:   func(r core.Reactor) []error { return r.(*native.Reactor).Failures() },
			Signal: func(_ core.Reactor, s os.Signal) {
				if err := syscall.Kill(os.Getpid(), s.(syscall.Signal)); err != nil {
					panic(err)
				}
			},
		}
	})
}

// lacking is what this machine lacks.
func lacking() []reactortest.Facet {
	// Linux's loopback interface gives back every datagram, whatever IP_MULTICAST_LOOP says.
	lacks := []reactortest.Facet{reactortest.Unheard}
	if reactortest.MulticastInterface6() == "" {
		lacks = append(lacks, reactortest.Multicast6)
	}
	return lacks
}
