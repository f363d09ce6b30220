package policies

import (
	"net"
	"time"

	"ravel/core"
	"ravel/core/wrap"
)

// IdleTimeout loses connections on which nothing was received and nothing written for so long (Twisted:
// TimeoutFactory). One that has not ended after as long again is aborted. limit must be positive.
func IdleTimeout(clock core.Clock, limit time.Duration) Middleware {
	if limit <= 0 {
		panic("policies: IdleTimeout without a limit")
	}
	return func(f core.Factory) core.Factory {
		return wrap.Each(f, func(p core.Protocol, _ net.Addr) core.Protocol {
			return wrap.Protocol(&idle{ProtocolBase: wrap.ProtocolBase{Inner: p}, clock: clock, limit: limit}, p)
		})
	}
}

// idle is one connection with a limit on doing nothing. The call on the clock is made once a limit, and not
// moved with each byte: when it comes it looks how long ago the last byte was.
type idle struct {
	wrap.ProtocolBase
	clock core.Clock
	limit time.Duration
	t     core.Transport
	last  time.Time
	call  *core.DelayedCall
}

func (c *idle) ConnectionMade(t core.Transport) {
	c.t = t
	c.last = c.clock.Now()
	c.call = c.clock.CallLater(c.limit, c.look)
	c.Inner.ConnectionMade(wrap.Transport(&idleTransport{wrap.TransportBase{Inner: t}, c}, t))
}

func (c *idle) DataReceived(p []byte) {
	c.last = c.clock.Now()
	c.Inner.DataReceived(p)
}

func (c *idle) ConnectionLost(reason error) {
	c.call.Cancel()
	c.Inner.ConnectionLost(reason)
}

// look ends a connection that was idle for the limit.
func (c *idle) look() {
	if left := c.limit - c.clock.Now().Sub(c.last); left > 0 {
		c.call = c.clock.CallLater(left, c.look)
		return
	}
	c.t.LoseConnection()
	c.call = c.clock.CallLater(c.limit, c.t.AbortConnection)
}

type idleTransport struct {
	wrap.TransportBase
	idle *idle
}

func (t *idleTransport) Write(p []byte) (int, error) {
	t.idle.last = t.idle.clock.Now()
	return t.Inner.Write(p)
}

func (t *idleTransport) WriteSequence(ps [][]byte) {
	t.idle.last = t.idle.clock.Now()
	t.Inner.WriteSequence(ps)
}
