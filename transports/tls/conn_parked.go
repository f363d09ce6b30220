package tls

import (
	"fmt"

	"ravel/core"
)

// A parked is a conn whose handshake waits for the peer, as the Scope of its clock knows it.
type parked conn

var _ core.Parked = (*parked)(nil)

// park has the clock's Scope, if it has one, know of the handshake until it is over: a reactor that is closed ends
// it. On a Scope that is closed already it is ended at once.
func (c *conn) park() {
	s, ok := c.of.clock.(core.Scoped)
	if ok && c.shake != nil && !s.Scope().Park(&c.shake.parking, (*parked)(c)) {
		(*parked)(c).End()
	}
}

// End ends the handshake, of which nobody is told.
func (p *parked) End() {
	c := (*conn)(p)
	c.endHandshake()
	if !c.state.gone() {
		c.to(evLeave)
		c.drop()
	}
}

// String says whose handshake it is.
func (p *parked) String() string {
	c := (*conn)(p)
	return fmt.Sprintf("the TLS handshake of %T with %v", c.protocol, c.below.RemoteAddr())
}
