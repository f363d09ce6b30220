package native

import (
	"os"

	"ravel/core"
	"ravel/core/loop"
	"ravel/core/port"
	"ravel/transports/datagram"
	"ravel/transports/descriptor"
	"ravel/transports/process"
	"ravel/transports/process/spawn"
	"ravel/transports/stdio"
	"ravel/transports/stdio/system"
	"ravel/transports/stream"
	"ravel/transports/tls"
)

// The facets of streams and of datagrams have types of the same names.
type (
	datagramUNIX    = datagram.UNIX
	datagramAdopter = datagram.Adopter
)

// A Reactor is a core.Reactor on the operating system, with every facet: core.TCP, UNIX, UDP, Multicast,
// UNIXDatagram, Adopter, Descriptors and TLS.
//
// Its methods belong to the goroutine that runs it, or to any one goroutine while none does; Post may
// be called from everywhere.
type Reactor struct {
	*loop.Loop
	*stream.TCP
	*stream.UNIX
	*stream.Adopter
	*datagram.UDP
	*datagramUNIX
	*datagramAdopter
	*descriptor.Set
	*threadPool
	*hostNames
	*process.Machine
	*stdio.Server
	*tls.TLS

	backend  string
	deaf     bool     // to signals
	watching *watcher // of signals, while Run runs
	exit     os.Signal
}

var (
	_ core.Reactor      = (*Reactor)(nil)
	_ core.UNIX         = (*Reactor)(nil)
	_ core.UDP          = (*Reactor)(nil)
	_ core.Multicast    = (*Reactor)(nil)
	_ core.UNIXDatagram = (*Reactor)(nil)
	_ core.Adopter      = (*Reactor)(nil)
	_ core.Descriptors  = (*Reactor)(nil)
	_ core.Processes    = (*Reactor)(nil)
	_ core.StandardIO   = (*Reactor)(nil)
	_ core.TLS          = (*Reactor)(nil)
)

// Backend is the name of the backend that the reactor runs on.
func (r *Reactor) Backend() string { return r.backend }

// assemble puts the machines over p.
func assemble(p port.Port, c Config) *Reactor {
	l := loop.New(p, loop.Config{Seed: c.seed(), Logger: c.Logger, OnFailure: c.OnFailure, Collect: true, Measure: c.Measure, Slow: c.Slow})
	m := stream.New(l)
	b := newBeside(l)
	tcp := stream.NewTCP(m)
	return &Reactor{
		Loop:            l,
		TCP:             tcp,
		UNIX:            stream.NewUNIX(m),
		Adopter:         stream.NewAdopter(m),
		UDP:             datagram.NewUDP(l),
		datagramUNIX:    datagram.NewUNIX(l),
		datagramAdopter: datagram.NewAdopter(l),
		Set:             descriptor.New(l),
		threadPool:      b.threadPool,
		hostNames:       b.hostNames,
		Machine:         process.New(l, m, spawn.New(l)),
		Server:          stdio.New(l, m, system.New()),
		TLS:             tls.New(l, tcp),
		deaf:            c.NoSignals,
	}
}
