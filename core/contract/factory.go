package contract

import (
	"cmp"
	"maps"
	"net"
	"slices"

	"ravel/core"
	"ravel/core/wrap"
)

// WatchFactory is f with a monitor around every Protocol that it builds, around the connectors that it is
// handed, and around its own start and stop. It serves one reactor. report is as for Watch.
//
// The result is a core.Starter, Stopper and ClientObserver if f is, and has Unwrap() core.Factory.
func WatchFactory(f core.Factory, report func(Violation)) core.Factory {
	_, starts := f.(core.Starter)
	_, stops := f.(core.Stopper)
	return wrap.Factory(&factory{
		monitor: newMonitor(f, report), f: f, counted: starts && stops, state: Unused,
		open: make(map[*conn]int), connectors: make(map[core.Connector]*connector),
	}, f)
}

// A factory is what a reactor sees of a watched Factory.
type factory struct {
	monitor
	f       core.Factory
	counted bool // it is told of both start and stop
	state   State
	inside  bool // BuildProtocol runs

	open       map[*conn]int // built and not lost, by number
	built      int
	ended      int // connections that were lost or refused
	clientLost int // calls of ClientConnectionLost
	connectors map[core.Connector]*connector
}

// Unwrap is the Factory that is watched.
func (f *factory) Unwrap() core.Factory { return f.f }

func (f *factory) finish() {
	inOrder := func(a, b *conn) int { return cmp.Compare(f.open[a], f.open[b]) }
	for _, c := range slices.SortedFunc(maps.Keys(f.open), inOrder) {
		c.finish()
	}
}

// StartFactory implements core.Starter.
func (f *factory) StartFactory() {
	f.uses(StartFactory)
	f.f.(core.Starter).StartFactory()
}

// StopFactory implements core.Stopper.
func (f *factory) StopFactory() {
	f.uses(StopFactory)
	f.f.(core.Stopper).StopFactory()
}

func (f *factory) uses(e Event) {
	if f.counted {
		f.move(e, &f.state)
	}
}

// BuildProtocol implements core.Factory.
func (f *factory) BuildProtocol(peer net.Addr) (core.Protocol, error) {
	f.uses(BuildProtocol)
	if peer == nil {
		f.broken("F-011", "a nil address")
	}
	if f.inside {
		f.broken("F-012", "it inside itself")
	}
	f.inside = true
	f.ended++ // a refusal, or a panic, unless it builds
	defer func() { f.inside = false }()
	p, err := f.f.BuildProtocol(peer)
	if p == nil || err != nil {
		return p, err
	}
	f.ended--
	f.built++
	c := newConn(p, f.report)
	f.open[c] = f.built
	c.onLost = func() {
		if _, first := f.open[c]; first {
			delete(f.open, c)
			f.ended++
		}
	}
	return wrap.Protocol(&protocol{c}, p), nil
}
