package main

import (
	"context"
	"log/slog"
	"net"
	"time"

	"ravel/core"
	tree "ravel/core/service"
)

// A drain counts the connections of all servers. As a service it is stopped after them: open connections may
// end by themselves, but for no longer than the grace period. The reactor then closes what is left.
type drain struct {
	tree.Base
	r     core.Reactor
	grace time.Duration
	log   *slog.Logger

	open  int
	empty *core.Deferred[struct{}] // while stopping
	over  *core.DelayedCall
}

// Stop waits until nobody is connected.
func (d *drain) Stop() *core.Deferred[struct{}] {
	if d.open == 0 || d.grace == 0 || !d.Running() {
		return d.Base.Stop()
	}
	d.Base.Stop()
	d.log.Info("stopping; a second signal stops at once", "connections", d.open, "grace", d.grace)
	d.empty = core.NewDeferred[struct{}]()
	d.over = d.r.CallLater(d.grace, func() {
		d.log.Warn("the grace period is over", "connections", d.open)
		d.finish()
	})
	return d.empty
}

func (d *drain) finish() {
	if done := d.empty; done != nil {
		d.empty = nil
		d.over.Cancel()
		done.Resolve(struct{}{})
	}
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
	d := &drained{Protocol: p, drain: f.drain}
	if h, ok := p.(core.HalfCloseHandler); ok {
		return &drainedHalfClose{d, h}, nil
	}
	return d, nil
}

// A drained is a protocol that is counted while it is connected, and noted in the log with --verbose.
type drained struct {
	core.Protocol
	drain *drain
	log   *slog.Logger // nil: its comings and goings are not logged
}

// Unwrap is the protocol that is counted.
func (d *drained) Unwrap() core.Protocol { return d.Protocol }

func (d *drained) ConnectionMade(t core.Transport) {
	d.drain.open++
	if d.drain.log.Enabled(context.Background(), slog.LevelDebug) {
		d.log = core.TransportLogger(t, d.drain.log)
		d.log.Debug("connected")
	}
	d.Protocol.ConnectionMade(t)
}

func (d *drained) ConnectionLost(reason error) {
	d.drain.open--
	if d.log != nil {
		d.log.Debug("disconnected", "reason", reason)
	}
	if d.drain.open == 0 {
		defer d.drain.finish()
	}
	d.Protocol.ConnectionLost(reason)
}

// A drainedHalfClose is a drained protocol that outlives one direction.
type drainedHalfClose struct {
	*drained
	core.HalfCloseHandler
}
