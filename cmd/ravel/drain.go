package main

import (
	"net"

	"ravel/core"
)

// A drain counts the connections of a server, so that a stop can wait for them.
type drain struct {
	open  int
	empty func() // called each time open becomes 0, if it is not nil
}

// factory is f, counted.
func (d *drain) factory(f core.Factory) core.Factory { return &drainedFactory{f, d} }

type drainedFactory struct {
	core.Factory
	drain *drain
}

func (f *drainedFactory) StartFactory() {
	if s, ok := f.Factory.(core.Starter); ok {
		s.StartFactory()
	}
}

func (f *drainedFactory) StopFactory() {
	if s, ok := f.Factory.(core.Stopper); ok {
		s.StopFactory()
	}
}

func (f *drainedFactory) BuildProtocol(peer net.Addr) (core.Protocol, error) {
	p, err := f.Factory.BuildProtocol(peer)
	if p == nil || err != nil {
		return nil, err
	}
	d := &drained{p, f.drain}
	if h, ok := p.(core.HalfCloseHandler); ok {
		return &drainedHalfClose{d, h}, nil
	}
	return d, nil
}

// A drained is a protocol that is counted while it is connected.
type drained struct {
	core.Protocol
	drain *drain
}

func (d *drained) ConnectionMade(t core.Transport) {
	d.drain.open++
	d.Protocol.ConnectionMade(t)
}

func (d *drained) ConnectionLost(reason error) {
	d.drain.open--
	if d.drain.open == 0 && d.drain.empty != nil {
		defer d.drain.empty()
	}
	d.Protocol.ConnectionLost(reason)
}

// A drainedHalfClose is a drained protocol that outlives one direction.
type drainedHalfClose struct {
	*drained
	core.HalfCloseHandler
}
