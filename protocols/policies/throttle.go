package policies

import (
	"net"

	"ravel/core"
	"ravel/core/wrap"
)

// A ThrottleConfig says how many bytes may pass a second. 0 is as many as come.
type ThrottleConfig struct {
	// Read and Write are for each connection.
	Read, Write int
	// ReadTotal and WriteTotal are for all connections of the Throttle together.
	ReadTotal, WriteTotal int
}

// A Throttle slows connections down, of one factory or of several together (Twisted: ThrottlingFactory).
//
// Reading is held back once more than a second's worth has come, for as long as the rest takes. What is
// written is only held back where it can be: a registered producer is not asked for more. Bytes that are
// written without one pass, but count.
type Throttle struct {
	clock       core.Clock
	c           ThrottleConfig
	read, write *Bucket // of all connections
}

// NewThrottle is a throttle without connections.
func NewThrottle(clock core.Clock, c ThrottleConfig) *Throttle {
	return &Throttle{clock: clock, c: c, read: flow(clock, c.ReadTotal, nil), write: flow(clock, c.WriteTotal, nil)}
}

// flow is a bucket for so many bytes a second.
func flow(clock core.Clock, rate int, all *Bucket) *Bucket {
	return NewBucket(clock, BucketConfig{Rate: float64(rate), Burst: rate, Parent: all})
}

// Factory is f with the throttle: a Middleware.
func (h *Throttle) Factory(f core.Factory) core.Factory {
	return wrap.Each(f, func(p core.Protocol, _ net.Addr) core.Protocol {
		return wrap.Protocol(&throttled{
			ProtocolBase: wrap.ProtocolBase{Inner: p}, clock: h.clock,
			read: flow(h.clock, h.c.Read, h.read), write: flow(h.clock, h.c.Write, h.write),
		}, p)
	})
}
