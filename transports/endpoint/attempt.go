package endpoint

import (
	"net"
	"slices"

	"ravel/core"
	"ravel/core/wrap"
)

// An attempt is a Connect under way: one connector, or several that race. It is the factory of all of them,
// so that they are one use of the user's.
type attempt struct {
	wrap.FactoryBase
	d *core.Deferred[core.Protocol]
	// trying are the connectors that have not failed.
	trying []core.Connector
	// decided: a protocol was asked for, or there is nothing more to try.
	decided bool
	refused error // what the factory said
	// failed, if not nil, is told when one of several connectors has failed.
	failed func(reason error)
	// over, if not nil, is called when it is decided.
	over func()
}

// newAttempt is an attempt for a protocol of f.
func newAttempt(r core.Reactor, f core.Factory) *attempt {
	a := &attempt{FactoryBase: wrap.FactoryBase{Inner: f}}
	a.d = core.NewDeferredOn(r, func(*core.Deferred[core.Protocol]) { a.cancel() })
	return a
}

// connect is a Connect with one connector, which begin makes.
func connect(r core.Reactor, f core.Factory, begin func(f core.Factory) (core.Connector, error)) *core.Deferred[core.Protocol] {
	a := newAttempt(r, f)
	if _, err := begin(a); err != nil {
		a.fail(err)
	}
	return a.d
}

// StartFactory implements core.Starter.
func (a *attempt) StartFactory() {
	if s, ok := a.Inner.(core.Starter); ok {
		s.StartFactory()
	}
}

// StopFactory implements core.Stopper.
func (a *attempt) StopFactory() {
	if s, ok := a.Inner.(core.Stopper); ok {
		s.StopFactory()
	}
}

// BuildProtocol implements core.Factory. The first connection wins: the others are stopped before anybody
// hears of it, so that there is never a second protocol.
func (a *attempt) BuildProtocol(peer net.Addr) (core.Protocol, error) {
	if a.decided {
		return nil, nil
	}
	a.decide()
	for _, c := range a.trying {
		if c.State() == core.Connecting {
			c.StopConnecting() // nothing but an attempt that ended by itself can be in its way
		}
	}
	p, err := a.Inner.BuildProtocol(peer)
	switch {
	case err != nil:
		a.refused = err
	case p == nil:
		a.refused = core.ErrNoProtocol
	default:
		return wrap.Protocol(&awaited{wrap.ProtocolBase{Inner: p}, a}, p), nil
	}
	return nil, nil
}

// StartedConnecting implements core.ClientObserver.
func (a *attempt) StartedConnecting(c core.Connector) { a.trying = append(a.trying, c) }

// ClientConnectionFailed implements core.ClientObserver.
func (a *attempt) ClientConnectionFailed(c core.Connector, reason error) {
	a.trying = slices.DeleteFunc(a.trying, func(k core.Connector) bool { return k == c })
	switch {
	case a.decided:
	case a.failed != nil:
		a.failed(reason)
	default:
		a.fail(reason)
	}
}

// ClientConnectionLost implements core.ClientObserver.
func (a *attempt) ClientConnectionLost(c core.Connector, reason error) {
	a.trying = slices.DeleteFunc(a.trying, func(k core.Connector) bool { return k == c })
	if a.refused != nil {
		reason = a.refused
	}
	a.fail(reason)
}

// fail gives the attempt its failure, if it has no result.
func (a *attempt) fail(reason error) {
	a.decide()
	if !a.d.Called() {
		a.d.Fail(reason)
	}
}

func (a *attempt) decide() {
	if !a.decided && a.over != nil {
		a.over()
	}
	a.decided = true
}

// cancel is the canceller.
func (a *attempt) cancel() {
	a.decide()
	err := &core.ConnectError{Reason: core.ErrCancelled}
	for _, c := range slices.Clone(a.trying) {
		if to, ok := c.Destination().(core.Addr); ok {
			err.Addr = to
		}
		c.Disconnect()
	}
	a.d.Fail(err)
}

// An awaited protocol is the result of an attempt once its ConnectionMade has returned.
type awaited struct {
	wrap.ProtocolBase
	attempt *attempt
}

func (w *awaited) ConnectionMade(t core.Transport) {
	w.Inner.ConnectionMade(t)
	if d := w.attempt.d; !d.Called() {
		d.Resolve(w.Inner)
	}
}
