//go:build linux

package epoll

import (
	"golang.org/x/sys/unix"

	"ravel/core/port"
)

// A sock is one descriptor on a Port: the base that streams, listeners, datagram sockets and watched
// descriptors embed. Port.add makes it ready; until then only shared and borrowed are set.
type sock struct {
	port    *Port
	handler port.Handler
	fd      int32  // -1 after Close
	gen     uint32 // tells this owner of the descriptor number from others
	told    uint32 // the events that the kernel watches; 0 is no registration
	turn    uint32 // the Wait that last reported this sock
	at      int32  // and where in its batch
	want    port.Interest
	dirty   bool // in Port.dirty or Port.later
	tcp     bool // abort can reset
	always  bool // epoll does not watch it: in Port.always while it wants something
	hangs   bool // a hang-up is told as Closed alone, not as ready for everything

	// shared: somebody else holds the same open file, so that closing fd leaves the registration.
	shared bool
	// borrowed: the descriptor is another's; Close ends the watching alone.
	borrowed bool
	// gone: the descriptor turned out to have been closed behind the sock's back; its number may be
	// another's by now. The sock is reported ready for all that it wants, by every Wait.
	gone bool

	local *port.Addr
}

// Attach says whom readiness is for.
func (s *sock) Attach(h port.Handler) { s.handler = h }

// Want replaces what the owner wants to be told of. The kernel hears of it in the next Wait, and only
// if it differs from what the kernel watches then: changing it to and fro within a turn is free.
func (s *sock) Want(i port.Interest) {
	s.want = i
	if s.fd >= 0 && !s.dirty && (s.always || eventsOf(s.asked(i)) != s.told) {
		s.port.mark(s)
	}
}

// Close closes the descriptor, or ends the watching of a borrowed one. With abort a TCP connection is reset.
func (s *sock) Close(abort bool) {
	if s.fd < 0 {
		return
	}
	if abort && s.tcp {
		// A failure leaves the orderly close, which is all that is left to do.
		unix.SetsockoptLinger(int(s.fd), unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1})
	}
	s.port.remove(s)
	if !s.borrowed && !s.gone {
		rawClose(s.fd)
	}
	s.fd, s.want = -1, 0
}

// LocalAddr is where the sock is bound; it stays known after Close.
func (s *sock) LocalAddr() port.Addr {
	if s.local == nil {
		return port.Addr{}
	}
	return *s.local
}

// learnLocal asks the system where the sock is bound.
func (s *sock) learnLocal() {
	p := s.port
	if rawGetsockname(s.fd, &p.raw, &p.rawLen) == 0 {
		a := decode(&p.raw, p.rawLen)
		s.local = &a
	}
}
