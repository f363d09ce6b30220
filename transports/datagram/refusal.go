package datagram

import (
	"errors"
	"syscall"
)

// refusals are those that the system reported inside a call of the protocol: they are told among the
// endings, because a protocol is never called from inside a call to its transport.
type refusals struct {
	socket *socket
	n      int
}

// refusal takes err if it is a refusal that the protocol is to hear of.
func (s *socket) refusal(err error) bool {
	if !s.connected || !errors.Is(err, syscall.ECONNREFUSED) {
		return false
	}
	if s.refused.n++; s.refused.n == 1 {
		s.machine.loop.End(&s.refused)
	}
	return true
}

// End is port.Ender.
func (r *refusals) End() {
	// What the protocol sends now may be refused as well: that is for the next endings.
	n := r.n
	r.n = 0
	for ; n > 0 && !r.socket.closed; n-- {
		r.socket.tellRefused()
	}
}
