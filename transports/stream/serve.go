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
