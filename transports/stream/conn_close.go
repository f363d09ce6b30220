package stream

import (
	"ravel/core"
	"ravel/core/port"
)

// How a socket is closed: whether it is aborted.
const (
	inOrder = false // what the system took is sent, then the end of stream
	abort   = true  // that is dropped, and a TCP peer sees a reset
)

// LoseConnection is documented at core.Transport.
func (c *conn) LoseConnection() {
	if c.state.closes() {
		return
	}
	c.to(evLose)
	c.ask()
}

// AbortConnection is documented at core.Transport.
func (c *conn) AbortConnection() { c.finish(core.ErrConnectionAborted, abort) }

// LoseWriteConnection is documented at core.HalfCloser.
func (c *conn) LoseWriteConnection() {
	was := c.state
	if c.to(evLoseWrite) != was {
		c.ask()
	}
}

// endWrite sends the end of stream behind everything written.
func (c *conn) endWrite() {
	if err := c.sock.CloseWrite(); err != nil {
		// The connection has failed. Who still reads finds what came before that, and how it failed.
		failed := lostAt("shutdown", err)
		if !c.state.reads() {
			c.finish(failed, inOrder)
			return
		}
		c.more().refusal = failed
	}
	c.to(evWriteEnd)
	c.writeEnded()
}

// endRefused ends the write side that the peer refuses to read.
func (c *conn) endRefused() {
	if next[c.state][evWriteEnd] != never { // else LoseConnection has been, and the end comes next
		c.to(evWriteEnd)
		c.writeEnded()
	}
}

// writeEnded tells that the write side has ended, and ends the connection if the other has as well.
func (c *conn) writeEnded() {
	c.stopProducer()
	if h, ok := c.protocol.(core.HalfCloseHandler); ok && !c.state.gone() {
		c.tellWriteLost(h)
	}
	if c.state == bothEnded {
		c.finish(c.orderly(), inOrder)
	}
}

func (c *conn) tellWriteLost(h core.HalfCloseHandler) {
	defer c.recovered("WriteConnectionLost", h)
	h.WriteConnectionLost()
}

// close carries out LoseConnection: everything has left.
func (c *conn) close() {
	c.discard()
	c.finish(c.orderly(), inOrder)
}

// orderly is the reason of an end that both sides wanted: ErrConnectionDone, unless the peer refused some
// of what was written.
func (c *conn) orderly() error {
	if c.rare != nil && c.rare.refusal != nil {
		return c.rare.refusal
	}
	return core.ErrConnectionDone
}

// finish closes the socket at once and has ConnectionLost called with reason among the loop's endings.
// The first reason counts.
func (c *conn) finish(reason error, how bool) {
	if c.state.gone() {
		return
	}
	c.reason = reason
	c.depart(how)
	c.of.m.loop.End((*driver)(c))
}

// cut is finish where nobody waits for what was written to leave. A peer that still reads must not take the end of a
// truncated stream for its proper end: if something waits, the socket is aborted.
func (c *conn) cut(reason error) { c.finish(reason, c.out.n > 0) }

// release closes the socket of a connection whose protocol is told nothing more.
func (c *conn) release() {
	c.depart(c.out.n > 0)
	if c.rare != nil {
		c.rare.producing = producing{}
	}
}

// depart takes a connection out of the machine.
func (c *conn) depart(how bool) {
	c.to(evEnd)
	if c.of.local == (port.Addr{}) {
		c.more().local = c.sock.LocalAddr()
	}
	c.leave(how)
	c.of.m.conns.remove(c)
	c.of.m.traffic.Connections--
}

// forget closes the socket of a connection that no protocol was told of.
func (c *conn) forget(how bool) {
	c.to(evEnd)
	c.leave(how)
}

// leave closes the socket and lets go of everything that was held for it.
func (c *conn) leave(how bool) {
	c.sock.Close(how)
	c.sock = nil
	c.blocked = false
	c.out.drop(&c.of.m.pool)
	if c.rare != nil {
		c.dropUnsent()
		c.dropStash()
	}
}

// end is the loop's call among its endings.
func (c *conn) end() {
	c.to(evTold)
	c.stopProducer()
	c.tellLost()
	if c.connector != nil {
		c.connector.lost(c.reason)
	}
}

func (c *conn) tellLost() {
	defer c.recovered("ConnectionLost", c.protocol)
	c.protocol.ConnectionLost(c.reason)
}

// refuseBuilt closes a connection whose factory refused it.
func (c *conn) refuseBuilt() {
	c.discard()
	c.forget(inOrder)
}
