package stream

import (
	"ravel/core"
	"ravel/core/port"
)

// A Loop drives a Machine: it tells the time, and calls back when a phase of the turn ends.
type Loop interface {
	core.Clock
	port.Loop
}

// vecMax is how many pieces leave in one vectored send.
const vecMax = 64

// A Machine is what all streams of one reactor share. It belongs to its loop's goroutine.
type Machine struct {
	loop Loop
	uses core.FactoryUses
	pool pool
	// vec is where a vectored send is put together; one holds the argument of a plain one.
	vec [vecMax][]byte
	one [1][]byte

	traffic *port.Traffic

	conns      list[conn, *conn]
	listeners  list[listener, *listener]
	connectors list[connector, *connector]
}

// New makes a machine on l. At l's shutdown it closes what is open, in the order of making: ports stop,
// connectors stop, connections are told [core.ErrConnectionLost]. When l is closed it releases what is open
// then, and tells nobody.
func New(l Loop) *Machine {
	m := &Machine{loop: l, traffic: l.Traffic()}
	l.OnDisconnect(m.disconnect)
	l.OnClose(m.release)
	return m
}

func (m *Machine) disconnect() {
	m.listeners.each(func(l *listener) { l.stop() })
	m.connectors.each(func(k *connector) { k.fail(k.failed(core.ErrStoppedConnecting, nil)) })
	m.conns.each(func(c *conn) {
		// What the turn that asked for the shutdown wrote has not been flushed yet.
		if !c.blocked && !c.send() {
			return
		}
		c.discard()
		c.cut(core.ErrConnectionLost)
	})
}

// release closes what is open, in the order of disconnect. Whoever still has a transport, a connector or a port
// finds it ended.
func (m *Machine) release() {
	m.listeners.each(func(l *listener) { l.release() })
	m.connectors.each(func(k *connector) { k.release() })
	m.conns.each(func(c *conn) { c.release() })
	m.pool = pool{}
}

// A common is what the connections of one listener or connector have in common.
type common struct {
	m       *Machine
	network string // "tcp" or "unix"
	// local is where every one of them is bound, if that is certain beforehand.
	local                port.Addr
	highWater, outboxMax int
}

// outboxMax is ConnConfig's default.
const outboxMax = 64 << 20

func newCommon(m *Machine, network string, c core.ConnConfig) common {
	k := common{m: m, network: network, highWater: c.HighWater, outboxMax: c.OutboxMax}
	if k.highWater <= 0 {
		k.highWater = core.HighWater
	}
	if k.outboxMax <= 0 {
		k.outboxMax = outboxMax
	}
	return k
}

// addr is a as the user sees it.
func (k *common) addr(a port.Addr) core.Addr {
	return core.Addr{Net: k.network, AddrPort: a.AddrPort, Path: a.Path}
}

// last is the configuration that was given, if one was: the facets take at most one.
func last[C any](cs []C) (c C) {
	if len(cs) > 1 {
		panic("stream: more than one configuration")
	}
	if len(cs) == 1 {
		c = cs[0]
	}
	return c
}

func mustFactory(f core.Factory) {
	if f == nil {
		panic("stream: a nil Factory")
	}
}
