package endpoint

import (
	"net"

	"ravel/core"
	"ravel/core/wrap"
)

// A StandardIO serves the standard input and output of the process, as the one connection that there is
// (Twisted: StandardIOEndpoint). Listening again is core.ErrStandardIOTaken.
//
// The connection is there when Listen returns. It is one use of the factory, which ends after ConnectionLost.
type StandardIO struct {
	Config core.StandardIOConfig
}

var _ core.ServerEndpoint = StandardIO{}

// Listen implements core.ServerEndpoint. The port that it gives is closed from the start: stopping it does
// nothing to the connection.
func (e StandardIO) Listen(r core.Reactor, f core.Factory) *core.Deferred[core.Listener] {
	return core.Try(func() (core.Listener, error) {
		s, ok := r.(core.StandardIO)
		if !ok {
			return nil, unsupported("standard input and output")
		}
		u := &soleUse{factory: f}
		u.start()
		t, err := s.ServeStandardIO(wrap.Each(f, u.protocol), e.Config)
		if err != nil {
			u.stop()
			return nil, err
		}
		return &spent{r, t.LocalAddr()}, nil
	}).On(r)
}

// A soleUse is a factory's use by one connection.
type soleUse struct{ factory core.Factory }

func (u *soleUse) start() {
	if s, ok := u.factory.(core.Starter); ok {
		s.StartFactory()
	}
}

func (u *soleUse) stop() {
	if s, ok := u.factory.(core.Stopper); ok {
		s.StopFactory()
	}
}

func (u *soleUse) protocol(p core.Protocol, _ net.Addr) core.Protocol {
	return wrap.Protocol(&soleProtocol{wrap.ProtocolBase{Inner: p}, u}, p)
}

type soleProtocol struct {
	wrap.ProtocolBase
	use *soleUse
}

func (p *soleProtocol) ConnectionLost(reason error) {
	defer p.use.stop()
	p.Inner.ConnectionLost(reason)
}

// A spent is the port of the one connection.
type spent struct {
	clock core.Clock
	addr  net.Addr
}

// Addr is the connection's.
func (l *spent) Addr() net.Addr { return l.addr }

// StopListening is documented at core.Listener.
func (l *spent) StopListening(done func()) {
	if done != nil {
		l.clock.CallLater(0, done)
	}
}
