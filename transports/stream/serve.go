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
	c.start(p, t, s.RemoteAddr())
	return t
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
	c.start(pr, t, peer)
	return t, nil
}
