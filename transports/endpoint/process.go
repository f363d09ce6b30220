package endpoint

import (
	"ravel/core"
)

// A Process starts a program for each connection, and connects to its standard input and output (Twisted:
// ProcessEndpoint).
//
// The end of its output is the peer's end of stream. LoseConnection closes its input and output, and
// ConnectionLost comes when it has ended: with ErrConnectionDone for exit code 0, else with a LostError that
// says how it ended. AbortConnection kills it.
type Process struct {
	// Spec is what to start; FDs and PTY are the endpoint's own affair and must be left alone.
	Spec core.ProcessSpec
	// Stderr, if not nil, is given what it writes to its standard error, lent until return. Default: that is
	// dropped.
	Stderr func(p []byte)
}

var _ core.ClientEndpoint = Process{}

// Connect implements core.ClientEndpoint. The failure is also a core.SpawnError.
func (e Process) Connect(r core.Reactor, f core.Factory) *core.Deferred[core.Protocol] {
	c := &child{endpoint: e, factory: f}
	var begin *core.DelayedCall
	c.d = core.NewDeferredOn(r, func(*core.Deferred[core.Protocol]) {
		begin.Cancel()
		if c.t != nil {
			c.AbortConnection()
		}
	})
	begin = r.CallLater(0, func() { c.begin(r) })
	return c.d
}

// begin starts the program, once a protocol is built for it.
func (c *child) begin(r core.Reactor) {
	p, ok := r.(core.Processes)
	if !ok {
		c.d.Fail(unsupported("processes"))
		return
	}
	if s, ok := c.factory.(core.Starter); ok {
		s.StartFactory()
	}
	var err error
	if c.p, err = c.factory.BuildProtocol(c.RemoteAddr()); err == nil && c.p == nil {
		err = core.ErrNoProtocol
	}
	if err == nil {
		_, err = p.Spawn(c, c.endpoint.Spec)
	}
	if err != nil {
		c.stopFactory()
		c.d.Fail(err)
	}
}

func (c *child) stopFactory() {
	if s, ok := c.factory.(core.Stopper); ok {
		s.StopFactory()
	}
}
