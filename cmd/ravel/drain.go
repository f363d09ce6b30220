package main

import (
	"context"
	"log/slog"
	"net"
	"time"

	"ravel/core"
	tree "ravel/core/service"
	"ravel/core/wrap"
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
func (d *drain) factory(f core.Factory) core.Factory {
	return wrap.Each(f, func(p core.Protocol, _ net.Addr) core.Protocol {
		return wrap.Protocol(&drained{ProtocolBase: wrap.ProtocolBase{Inner: p}, drain: d}, p)
	})
}

// A drained is a protocol that is counted while it is connected, and noted in the log with --verbose.
type drained struct {
	wrap.ProtocolBase
	drain *drain
	log   *slog.Logger // nil: its comings and goings are not logged
}

func (d *drained) ConnectionMade(t core.Transport) {
	d.drain.open++
	if d.drain.log.Enabled(context.Background(), slog.LevelDebug) {
		d.log = core.TransportLogger(t, d.drain.log)
		d.log.Debug("connected")
	}
	d.Inner.ConnectionMade(t)
}

func (d *drained) ConnectionLost(reason error) {
	d.drain.open--
	if d.log != nil {
		d.log.Debug("disconnected", "reason", reason)
	}
	if d.drain.open == 0 {
		defer d.drain.finish()
	}
	d.Inner.ConnectionLost(reason)
}
