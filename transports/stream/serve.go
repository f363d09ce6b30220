package stream

import (
	"ravel/core"
	"ravel/core/port"
)

// Serve begins the life of a connection over s, a Stream that another machine has made: a pipe to a child
// process, for instance. network is what its addresses say. ConnectionMade is called before it returns.
func (m *Machine) Serve(s port.Stream, network string, p core.Protocol, cfg core.ConnConfig) core.Transport {
	of := newCommon(m, network, cfg)
	c, t := newConn(&of, s)
	return c.start(p, t, s.RemoteAddr())
}

// ServeFactory is Serve of the protocol that f builds. A factory that refuses is core.ErrConnectionRefused,
// and s is closed.
func (m *Machine) ServeFactory(s port.Stream, network string, f core.Factory, cfg core.ConnConfig) (core.Transport, error) {
	mustFactory(f)
	of := newCommon(m, network, cfg)
	c, t := newConn(&of, s)
	return m.serveBuilt(c, t, f)
}

// serveBuilt begins the life of c, whose transport is t, with the protocol that f builds.
func (m *Machine) serveBuilt(c *conn, t core.Transport, f core.Factory) (core.Transport, error) {
	peer := c.sock.RemoteAddr()
	pr, err := m.build(f, c.of.addr(peer))
	if err == nil && pr == nil {
		err = core.ErrConnectionRefused
	}
	if err != nil {
		c.refuseBuilt()
		return nil, err
	}
	return c.start(pr, t, peer), nil
}

// ServeListener is a port over s, a Listener that another package has made; s is given, also when the factory
// cannot start, which is the error. network is what its addresses say.
func (m *Machine) ServeListener(s port.Listener, network string, f core.Factory, cfg core.ConnConfig) (core.Listener, error) {
	mustFactory(f)
	l, err := m.listen(s, f, newCommon(m, network, cfg), nil)
	if err != nil {
		return nil, &core.ListenError{Addr: core.Addr{Net: network, AddrPort: s.LocalAddr().AddrPort, Path: s.LocalAddr().Path}, Err: err}
	}
	return l, nil
}

// ServeDialled is a connector to to whose attempts open makes, instead of the loop's port. network is what
// its addresses say. Of cfg Local is open's business.
func (m *Machine) ServeDialled(open func() (port.Stream, error), to port.Addr, network string, f core.Factory, cfg core.ConnectConfig) (core.Connector, error) {
	mustFactory(f)
	k := &connector{
		common:  newCommon(m, network, cfg.ConnConfig),
		factory: f,
		timeout: orDefault(cfg.Timeout, connectTimeout),
		dial:    port.DialConfig{To: to},
		open:    open,
	}
	return k, k.Connect()
}
