package endpoint

import (
	"time"

	"ravel/core"
	"ravel/core/wrap"
)

// stable is ClientConfig.Stable's default.
const stable = 10 * time.Second

// A ClientConfig says how to keep a connection up. The zero value works.
type ClientConfig struct {
	// Backoff is how long to wait after a failure.
	Backoff core.Backoff
	// Stable is how long a connection has to last to count as a success; one that is lost earlier is a
	// failure like any other. Default 10 s; negative is none.
	Stable time.Duration
	// Prepare, if not nil, is called with each new connection's protocol, and the connection is ready once
	// its result is there: a login, for instance. A failure is one of the attempt, and the connection is
	// aborted.
	Prepare func(p core.Protocol) *core.Deferred[struct{}]
}

// A ClientService keeps a connection to an endpoint up while it runs (Twisted: ClientService). It is a
// service.Service.
//
// After a failed attempt, and after the loss of a connection, it waits as its back-off says and tries again.
type ClientService struct {
	r        core.Reactor
	endpoint core.ClientEndpoint
	factory  core.Factory
	c        ClientConfig

	state    serviceState
	attempt  *core.Deferred[core.Protocol] // Connecting: Connect, or Prepare
	link     *link                         // the connection, from its ConnectionMade to its loss
	retry    *core.DelayedCall             // Waiting: the next attempt
	failures int                           // in a row
	waiting  []*connectedWaiter
	stopping []*core.Deferred[struct{}]
}

// waitersMax is how many can wait for one service.
const waitersMax = 1 << 16

// A connectedWaiter is one WhenConnected.
type connectedWaiter struct {
	d         *core.Deferred[core.Protocol]
	failAfter int
}

// NewClientService is a service that does not run yet. At most one c is given.
func NewClientService(r core.Reactor, e core.ClientEndpoint, f core.Factory, c ...ClientConfig) *ClientService {
	if len(c) > 1 {
		panic("endpoint: NewClientService takes at most one ClientConfig")
	}
	s := &ClientService{r: r, endpoint: e, factory: f}
	if len(c) == 1 {
		s.c = c[0]
	}
	if s.c.Stable == 0 {
		s.c.Stable = stable
	}
	return s
}

// Start begins to connect. Started again it goes on as it is; while it stops, it begins anew once it has
// stopped. The error is always nil.
func (s *ClientService) Start() error {
	s.to(evStart)
	return nil
}

// Stop ends the connection, or gives the attempt or the wait up, and has all WhenConnected fail with
// core.ErrCancelled. Its result comes when nothing is left.
func (s *ClientService) Stop() *core.Deferred[struct{}] {
	d := core.NewDeferredOn[struct{}](s.r)
	s.stopping = append(s.stopping, d)
	s.to(evStop)
	return d
}

// Running is true from Start to Stop.
func (s *ClientService) Running() bool {
	switch s.state {
	case svcConnecting, svcPreparing, svcWaiting, svcConnected, svcRestarting:
		return true
	}
	return false
}

// WhenConnected is a Deferred of the protocol of the present connection, or of the next one if there is none.
// A service that does not run keeps it waiting before its first Start, and fails it with core.ErrCancelled
// after its Stop. failAfter, at most one, has it fail with the last failure once so many attempts have failed
// in a row from now on; without it, it waits as long as it takes.
func (s *ClientService) WhenConnected(failAfter ...int) *core.Deferred[core.Protocol] {
	switch {
	case s.state == svcConnected:
		return core.Succeed(s.link.Inner).On(s.r)
	case s.state == svcStopped || s.state == svcDisconnecting:
		return core.Failed[core.Protocol](core.ErrCancelled).On(s.r)
	case len(s.waiting) >= waitersMax:
		return core.Failed[core.Protocol](core.ErrBacklogFull).On(s.r)
	}
	w := &connectedWaiter{}
	if len(failAfter) > 0 {
		w.failAfter = max(failAfter[0], 1)
	}
	w.d = core.NewDeferredOn(s.r, func(*core.Deferred[core.Protocol]) { s.leave(w) })
	s.waiting = append(s.waiting, w)
	return w.d
}

// A link is the protocol of the service's connection, watched for its end.
type link struct {
	wrap.ProtocolBase
	s     *ClientService
	t     core.Transport
	since time.Time
}

func (l *link) ConnectionMade(t core.Transport) {
	l.t, l.since = t, l.s.r.Now()
	l.s.link = l
	l.s.to(evMade)
	l.Inner.ConnectionMade(t)
}

func (l *link) ConnectionLost(reason error) {
	l.Inner.ConnectionLost(reason)
	if s := l.s; s.link == l {
		s.link = nil
		s.lost(l, reason)
	}
}
