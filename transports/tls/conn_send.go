package tls

import (
	"ravel/core"
	"ravel/core/port"
)

const (
	// directMin is the size from which what is written is sealed where it lies: a record of its own costs
	// less than copying.
	directMin = 4 << 10
	// countedMax is where the counts of sealed bytes are halved; only their ratio counts.
	countedMax = 1 << 30
)

// Write is documented at core.Transport.
func (c *conn) Write(p []byte) (int, error) {
	if err := c.refusal(len(p)); err != nil {
		return 0, err
	}
	switch {
	case len(p) == 0:
		return 0, nil
	case c.state == plain:
		n, err := c.below.Write(p)
		c.wrote()
		return n, err
	case c.state.shakes():
		c.gather(p)
	default:
		if len(c.pending)+len(p) > recordMax || !c.waits() {
			c.seal()
		}
		if len(p) >= directMin || !c.waits() {
			c.seal()
			c.sealOne(p)
		} else {
			c.gather(p)
		}
	}
	c.wrote()
	return len(p), nil
}

// WriteSequence is documented at core.Transport.
func (c *conn) WriteSequence(ps [][]byte) {
	for _, p := range ps {
		if _, err := c.Write(p); err != nil {
			return
		}
	}
}

// refusal is why n bytes cannot be written now, if so.
func (c *conn) refusal(n int) error {
	switch {
	case c.state.gone() || c.state == notified:
		return core.ErrNotConnected
	case c.writeEnding:
		return core.ErrWriteClosed
	case c.state != plain && c.state != closing && c.state != losing && c.below.Closing():
		return core.ErrNotConnected
	case n > 0 && c.state.shakes() && len(c.pending) >= c.of.limits.OutboxMax:
		c.reason = core.ErrOutboxFull
		c.AbortConnection()
		return core.ErrNotConnected
	}
	return nil
}

// waits: what is written can wait for more, and leave with it as one record.
func (c *conn) waits() bool { return c.inside > 0 || c.of.loop != nil }

// gather copies p behind what waits to be sealed. Few have a buffer for a whole record at once, and none for a
// handshake: a message to ten thousand peers, or as many that never go on, must not hold one for each.
func (c *conn) gather(p []byte) {
	if c.pending == nil && c.of.spare() && !c.state.shakes() {
		c.pending, c.whole = c.of.take()[:0], true
	}
	c.pending = append(c.pending, p...)
}

// ungather lets go of what was gathered.
func (c *conn) ungather() {
	if c.whole {
		c.of.put(c.pending)
	}
	c.pending, c.whole = nil, false
}

// wrote does what is due after something was written.
func (c *conn) wrote() {
	if c.state.gone() {
		return
	}
	if len(c.pending) > 0 && !c.state.shakes() {
		c.ask()
	}
	if c.producer != nil {
		c.owes = false
		c.pauseProducer()
		if c.pull && !c.listed && c.state.secure() {
			c.later() // nobody below tells when to ask again
		}
	}
}

// seal makes records of what waits.
func (c *conn) seal() {
	if len(c.pending) == 0 {
		return
	}
	p, whole := c.pending, c.whole
	c.pending, c.whole = nil, false
	c.sealOne(p)
	if whole {
		c.of.put(p)
	}
}

// sealOne makes records of p, which is borrowed until return. An error means that the transport below has
// ended, which it tells by itself.
func (c *conn) sealOne(p []byte) {
	if c.waitingBelow() == 0 {
		c.sealed, c.cipher = 0, 0
	}
	before := c.wire.sent
	c.sealing = true
	_, _ = c.tls.Write(p)
	c.sealing = false
	c.sealed += len(p)
	c.cipher += c.wire.sent - before
	if c.cipher > countedMax {
		c.sealed, c.cipher = c.sealed/2, c.cipher/2
	}
	c.pauseProducer()
}

// SendNow is documented at port.Prompt. A step of the handshake ends with it: the next connection's takes so long
// that the peer of this one would wait for it.
func (c *conn) SendNow() {
	if c.state.secure() {
		c.seal()
	}
	if below, ok := core.TransportFacet[port.Prompt](c.below); ok && c.state != lost {
		below.SendNow()
	}
}

// waitingBelow is how many bytes wait in the transport below, as far as it tells.
func (c *conn) waitingBelow() int {
	if b, ok := c.below.(core.Buffered); ok {
		return b.Buffered()
	}
	return 0
}

// Buffered is documented at core.Buffered. It counts as the protocol wrote, not as it travels.
func (c *conn) Buffered() int {
	n := c.waitingBelow()
	if c.state != plain && n > 0 {
		if c.cipher == 0 {
			n = 0 // words of the handshake
		} else {
			n = min((n*c.sealed+c.cipher-1)/c.cipher, c.sealed)
		}
	}
	return len(c.pending) + n
}
