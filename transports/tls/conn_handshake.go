package tls

import (
	stdtls "crypto/tls"
	"errors"
	"fmt"
	"iter"

	"ravel/core"
)

// A handshake runs in a coroutine: next resumes it, and it parks when it has used up what arrived. stop
// ends it; until one of the two has brought it to its end it holds a stack and the tls.Conn's mutexes.
type handshake struct {
	next func() (struct{}, bool)
	stop func()
	err  error

	parking core.Parking
}

// start begins the handshake with config, after evStart. A client's first words are written before it returns; it calls
// no protocol.
func (c *conn) start(config *stdtls.Config) {
	if c.client {
		c.tls = stdtls.Client(&c.wire, config)
	} else {
		c.tls = stdtls.Server(&c.wire, config)
	}
	if d := c.of.limits.HandshakeTimeout; d >= 0 {
		c.deadline = c.of.clock.CallLater(d, c.expire)
	}
	h := &handshake{}
	h.next, h.stop = iter.Pull(func(yield func(struct{}) bool) {
		c.wire.park = func() bool { return yield(struct{}{}) }
		h.err = c.tls.Handshake()
	})
	c.shake = h
	c.advance()
	c.park()
}

// advance resumes the handshake and reports whether it is done, with success. If not, and it is over, so is
// the connection: crypto/tls has written the alert.
func (c *conn) advance() bool {
	if _, more := c.shake.next(); more {
		return false
	}
	err := c.shake.err
	c.endHandshake()
	switch {
	case c.state.gone():
		return false
	case err != nil:
		c.fail("handshake", explained(err))
		return false
	}
	c.stopDeadline()
	c.agreed = c.tls.ConnectionState()
	return true
}

// A clearError is a handshake with a peer that speaks in the clear.
type clearError struct{ header stdtls.RecordHeaderError }

func (e *clearError) Error() string {
	return fmt.Sprintf("the peer does not speak TLS here: it begins with %q", e.header.RecordHeader[:])
}

func (e *clearError) Unwrap() error { return e.header }

// explained is err, with what crypto/tls knows and does not say.
func explained(err error) error {
	var header stdtls.RecordHeaderError
	if errors.As(err, &header) && header.Conn != nil { // the first record, and there is a peer to blame
		return &clearError{header}
	}
	return err
}

// endHandshake stops the coroutine, which ends it if it has not come to its end.
func (c *conn) endHandshake() {
	if c.shake != nil {
		c.shake.parking.Unpark()
		c.shake.stop()
		c.shake = nil
		c.wire.park = nil
	}
}

// shaken makes the connection a secure one, and tells the protocol so.
func (c *conn) shaken() {
	c.to(evShaken)
	c.backlog = true // behind the peer's last words its first bytes may have come
	c.wire.sent = 0
	c.wire.cut.whole = uncounted
	if h, ok := core.ProtocolFacet[core.HandshakeHandler](c.protocol); ok && !c.state.gone() {
		h.HandshakeCompleted()
	}
	if c.state.secure() {
		c.enlist()
	}
}

// HandshakeCompleted is another TLS below this one that is secure. It is not the protocol's to hear.
func (d *driver) HandshakeCompleted() {}
