package reactortest

import (
	"net"

	"ravel/core"
	"ravel/core/contract"
)

// A Factory writes down everything that a factory can be told.
type Factory struct {
	*Log
	// Build makes the protocols.
	Build func(peer net.Addr) (core.Protocol, error)

	OnStarted func(c core.Connector)
	OnFailed  func(c core.Connector)
	OnLost    func(c core.Connector)
	// Reason is what Failed or Lost was last told.
	Reason error

	watched core.Factory
}

// Factory makes a factory that writes into l and makes its protocols with build.
func (s *Script) Factory(l *Log, build func(peer net.Addr) (core.Protocol, error)) *Factory {
	f := &Factory{Log: l, Build: build}
	f.watched = contract.WatchFactory((*factoryProtocol)(f), s.violated)
	return f
}

// Core is f as the reactor sees it, with the monitor around it and all that it builds.
func (f *Factory) Core() core.Factory { return f.watched }

// Ends serves the ends one after another.
func (s *Script) Ends(ends ...*End) func(peer net.Addr) (core.Protocol, error) {
	return func(net.Addr) (core.Protocol, error) {
		if len(ends) == 0 {
			s.Fail("a connection more than the case has ends for")
			return nil, nil
		}
		e := ends[0]
		ends = ends[1:]
		return e.Protocol(), nil
	}
}

// Serve is a factory that serves the ends one after another and writes nothing down.
func (s *Script) Serve(ends ...*End) core.Factory { return s.Watched(s.Ends(ends...)) }

// Watched is build as a factory with the monitor around what it builds.
func (s *Script) Watched(build func(peer net.Addr) (core.Protocol, error)) core.Factory {
	return contract.WatchFactory(core.FactoryFunc(build), s.violated)
}

type factoryProtocol Factory

func (f *factoryProtocol) StartFactory() { f.Note("start factory") }
func (f *factoryProtocol) StopFactory()  { f.Note("stop factory") }

func (f *factoryProtocol) BuildProtocol(peer net.Addr) (core.Protocol, error) {
	f.Note("build")
	return f.Build(peer)
}

func (f *factoryProtocol) StartedConnecting(c core.Connector) {
	f.Note("started connecting (%v)", c.State())
	if f.OnStarted != nil {
		f.OnStarted(c)
	}
}

func (f *factoryProtocol) ClientConnectionFailed(c core.Connector, reason error) {
	f.Reason = reason
	f.Note("failed: %s (%v)", Reason(reason), c.State())
	if f.OnFailed != nil {
		f.OnFailed(c)
	}
}

func (f *factoryProtocol) ClientConnectionLost(c core.Connector, reason error) {
	f.Reason = reason
	f.Note("factory lost: %s (%v)", Reason(reason), c.State())
	if f.OnLost != nil {
		f.OnLost(c)
	}
}
