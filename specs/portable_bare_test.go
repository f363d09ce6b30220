package specs

import (
	"slices"
	"testing"

	"ravel/core"
	"ravel/core/loop"
	"ravel/core/port"
	"ravel/reactortest"
	"ravel/transports/datagram"
	"ravel/transports/portable"
	"ravel/transports/stream"
)

// A barePort is a portable port as on a system that has no paths, and shares no port.
type barePort struct{ port.Port }

func (p barePort) Dial(c port.DialConfig) (port.Stream, error) {
	if c.To.Path != "" {
		return nil, port.ErrUnsupported
	}
	return p.Port.Dial(c)
}

func (p barePort) Listen(c port.ListenConfig) (port.Listener, error) {
	if c.At.Path != "" {
		return nil, port.ErrUnsupported
	}
	if c.ReusePort {
		return nil, &port.OpError{Op: "setsockopt", Err: port.ErrUnsupported}
	}
	return p.Port.Listen(c)
}

func (p barePort) Datagram(c port.DatagramConfig) (port.Datagram, error) {
	if c.UNIX {
		return nil, port.ErrUnsupported
	}
	return p.Port.Datagram(c)
}

// A bareReactor has the facets of UNIX sockets on that.
type bareReactor struct {
	*loop.Loop
	*stream.TCP
	*stream.UNIX
	local *datagram.UNIX
}

func (r bareReactor) ListenUNIXDatagram(path string, p core.DatagramProtocol, c ...core.DatagramConfig) (core.DatagramTransport, error) {
	return r.local.ListenUNIXDatagram(path, p, c...)
}

func (r bareReactor) ConnectUNIXDatagram(path, local string, p core.DatagramProtocol, c ...core.DatagramConfig) (core.DatagramTransport, error) {
	return r.local.ConnectUNIXDatagram(path, local, p, c...)
}

// The suite's cases of what a system cannot do, on one that can do less than any on which this is run.
func TestWhatASystemCannotDo(t *testing.T) {
	bench := func() reactortest.Bench {
		l := loop.New(barePort{portable.New()}, loop.Config{Logger: quiet(), Seed: 1})
		m := stream.New(l)
		return reactortest.Bench{
			New: func() core.Reactor {
				return bareReactor{l, stream.NewTCP(m), stream.NewUNIX(m), datagram.NewUNIX(l)}
			},
			Lacks: []reactortest.Facet{reactortest.UNIX, reactortest.UNIXDatagram, reactortest.DescriptorPassing, reactortest.ReusePort,
				reactortest.UDP, reactortest.Broadcast, reactortest.Multicast, reactortest.Multicast6, reactortest.Unheard,
				reactortest.Adopter, reactortest.Descriptors, reactortest.TLS, reactortest.Threads, reactortest.Goroutines,
				reactortest.Names, reactortest.Processes, reactortest.Terminals, reactortest.StandardIO,
				reactortest.Below, reactortest.BlackHole, reactortest.Signals, reactortest.UnreadReset},
			Failures: func(core.Reactor) []error { return l.Failures() },
		}
	}
	at := slices.IndexFunc(reactortest.Cases(), func(c reactortest.Case) bool { return c.ID == "ERR-014" })
	reactortest.Cases()[at].Play(t, bench())
}
