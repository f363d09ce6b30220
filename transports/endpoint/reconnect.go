package endpoint

import (
	"errors"
	"net"
	"time"

	"ravel/core"
	"ravel/core/wrap"
)

// A ReconnectConfig says when to connect again. The zero value works.
type ReconnectConfig struct {
	Backoff core.Backoff
	// Stable is how long a connection has to last to count as a success. Default 10 s; negative is none.
	Stable time.Duration
	// RetriesMax is how many attempts in a row may fail before it is given up. Default: as many as it takes.
	RetriesMax int
}

// A Reconnecting is a factory for one connector that connects again when it has failed, or its connection was
// lost (Twisted: ReconnectingClientFactory). The factory inside is told of everything, before.
//
//	r.ConnectTCP(addr, endpoint.NewReconnecting(r, f))
//
// A [ClientService] does the same for endpoints, and can be waited for.
type Reconnecting struct {
	wrap.FactoryBase
	r         core.Reactor
	c         ReconnectConfig
	connector core.Connector
	since     time.Time // of the connection
	made      bool      // there was one since the last loss
	failures  int       // in a row
	retry     *core.DelayedCall
	stopped   bool
	anew      bool // StartTrying came while the attempt that StopTrying had stopped was ending
}

var (
	_ core.ClientObserver = (*Reconnecting)(nil)
	_ core.Starter        = (*Reconnecting)(nil)
	_ core.Stopper        = (*Reconnecting)(nil)
)

// NewReconnecting is f for a connector that connects again. At most one c is given.
func NewReconnecting(r core.Reactor, f core.Factory, c ...ReconnectConfig) *Reconnecting {
	if len(c) > 1 {
		panic("endpoint: NewReconnecting takes at most one ReconnectConfig")
	}
	k := &Reconnecting{FactoryBase: wrap.FactoryBase{Inner: f}, r: r}
	if len(c) == 1 {
		k.c = c[0]
	}
	if k.c.Stable == 0 {
		k.c.Stable = stable
	}
	return k
}

// StopTrying gives up: a wait is over, an attempt is stopped. A connection lives on, but is the last.
func (k *Reconnecting) StopTrying() {
	k.stopped, k.anew = true, false
	k.stopWaiting()
	if k.connector != nil && k.connector.State() == core.Connecting {
		k.connector.StopConnecting() // ErrConnectorState: the attempt has just ended by itself
	}
}

// StartTrying takes StopTrying back, and counts failures from 0: if there is neither a connection nor an attempt
// one is begun at once. A Reconnecting that was not stopped does not wait any longer either.
func (k *Reconnecting) StartTrying() {
	k.stopped, k.failures = false, 0
	if k.connector == nil {
		return
	}
	k.stopWaiting()
	k.anew = k.connector.Connect() != nil && k.connector.State() == core.Disconnected
}

func (k *Reconnecting) stopWaiting() {
	if k.retry != nil {
		k.retry.Cancel()
	}
}

// Failures is how many attempts have failed in a row.
func (k *Reconnecting) Failures() int { return k.failures }

// ResetDelay counts failures from 0 again, as a stable connection does.
func (k *Reconnecting) ResetDelay() { k.failures = 0 }

// StartFactory implements core.Starter.
func (k *Reconnecting) StartFactory() {
	if s, ok := k.Inner.(core.Starter); ok {
		s.StartFactory()
	}
}

// StopFactory implements core.Stopper. It comes after each attempt, since between them nothing is in use.
func (k *Reconnecting) StopFactory() {
	if s, ok := k.Inner.(core.Stopper); ok {
		s.StopFactory()
	}
}

// BuildProtocol implements core.Factory.
func (k *Reconnecting) BuildProtocol(peer net.Addr) (core.Protocol, error) {
	p, err := k.Inner.BuildProtocol(peer)
	if p != nil && err == nil {
		k.made, k.since = true, k.r.Now()
	}
	return p, err
}

// StartedConnecting implements core.ClientObserver.
func (k *Reconnecting) StartedConnecting(c core.Connector) {
	k.connector = c
	if o, ok := k.Inner.(core.ClientObserver); ok {
		o.StartedConnecting(c)
	}
	if k.stopped {
		k.StopTrying()
	}
}

// ClientConnectionFailed implements core.ClientObserver.
func (k *Reconnecting) ClientConnectionFailed(c core.Connector, reason error) {
	if o, ok := k.Inner.(core.ClientObserver); ok {
		o.ClientConnectionFailed(c, reason)
	}
	k.again(c, reason)
}

// ClientConnectionLost implements core.ClientObserver.
func (k *Reconnecting) ClientConnectionLost(c core.Connector, reason error) {
	if o, ok := k.Inner.(core.ClientObserver); ok {
		o.ClientConnectionLost(c, reason)
	}
	if k.made && k.r.Now().Sub(k.since) >= k.c.Stable {
		k.failures = 0
	}
	k.made = false
	k.again(c, reason)
}

// again connects again in a while, unless somebody has given up, or has begun already.
func (k *Reconnecting) again(c core.Connector, reason error) {
	k.failures++
	switch {
	case k.anew && c.State() == core.Disconnected:
		k.anew, k.failures = false, 0
		c.Connect() // nil: it is disconnected, and the factory told of that
		return
	case k.stopped, errors.Is(reason, core.ErrStoppedConnecting), c.State() != core.Disconnected:
		return
	case k.c.RetriesMax > 0 && k.failures > k.c.RetriesMax:
		k.r.Logger().Warn("reconnecting was given up", "destination", c.Destination().String(), "failures", k.failures, "err", reason)
		return
	}
	k.retry = k.r.CallLater(k.c.Backoff.Delay(k.failures, k.r.Rand()), func() {
		c.Connect() // ErrConnectorState: somebody else was quicker
	})
}
