//go:build linux

package posix

import (
	"golang.org/x/sys/unix"

	"ravel/core/port"
)

// A Sock is one descriptor on a Port: the base that streams, listeners, datagram sockets and watched
// descriptors embed. Port.add makes it ready; until then only shared and borrowed are set. It fills one
// cache line, and an idle connection has little else here.
type Sock struct {
	port    *Port
	handler port.Handler
	local   *port.Addr
	fd      int32  // -1 after Close, and when its own was lost
	gen     uint32 // tells this owner of the descriptor number from others
	turn    uint32 // the Wait that last reported this Sock
	at      int32  // and where in its batch
	// Slot is the Poller's.
	Slot   int32
	want   port.Interest
	told   port.Interest // what the kernel watches it for; 0 is no registration
	dirty  bool          // in Port.dirty or Port.later
	bytes  bool          // a stream: unread input would make an orderly close a reset
	tcp    bool          // abort can reset
	always bool          // the Poller does not watch it: in Port.always while it wants something
	hangs  bool          // a hang-up is told as Closed alone, not as ready for everything
	hushed bool          // what the kernel tells unasked is not wanted: unwatched until something else is

	// shared: somebody else holds the same open file, so that closing fd leaves the registration.
	shared bool
	// borrowed: the descriptor is another's; Close ends the watching alone.
	borrowed bool
	// gone: the descriptor turned out to have been closed behind the Sock's back; its number may be
	// another's by now. The Sock is reported ready for all that it wants, by every Wait until Close.
	gone bool
}

// isLive is true until Close.
func (s *Sock) isLive() bool { return s.fd >= 0 || s.gone && !s.borrowed }

// Fd is the descriptor, -1 when there is none any more.
func (s *Sock) Fd() int32 { return s.fd }

// Gen is the generation: no other Sock of the Port has it, whoever had the descriptor before or after. It is never 0.
func (s *Sock) Gen() uint32 { return s.gen }

// Told is what the Poller watches the Sock for.
func (s *Sock) Told() port.Interest { return s.told }

// IsShared reports whether the open file outlives the Sock's Close: somebody else has it too.
func (s *Sock) IsShared() bool { return s.shared || s.borrowed }

// IsGone reports whether the descriptor was closed behind the Sock's back.
func (s *Sock) IsGone() bool { return s.gone }

// Ended is what a hang-up or an error makes true: after it nothing blocks any more. readable says that there
// is something to read before, and failed that it is an error.
func (s *Sock) Ended(readable, failed bool) port.Interest {
	i := port.Read | port.Write | port.Closed
	switch {
	case s.hangs && readable: // its owner is told of the end instead of being asked to read once more
		return port.Read | port.Closed
	case s.hangs:
		return port.Closed
	case failed:
		i |= port.Failed
	}
	return i
}

// Attach says whom readiness is for.
func (s *Sock) Attach(h port.Handler) { s.handler = h }

// Want replaces what the owner wants to be told of. The kernel hears of it in the next Wait, and only
// if it differs from what the kernel watches then: changing it to and fro within a turn is free.
func (s *Sock) Want(i port.Interest) {
	if i != s.want {
		s.want, s.hushed = i, false
	}
	if s.isLive() && !s.dirty && (s.always || s.asked(i) != s.told) {
		s.port.mark(s)
	}
}

// asked is what the kernel is asked for where i is wanted. For who is told of hang-ups alone, the peer's
// half-close is none, and hang-ups are reported unasked.
func (s *Sock) asked(i port.Interest) port.Interest {
	switch {
	case s.hushed:
		return 0
	case s.hangs && i&(port.Read|port.Write) != 0:
		return i &^ port.Closed
	}
	return i
}

// Close closes the descriptor, or ends the watching of a borrowed one. With abort a TCP connection is reset.
func (s *Sock) Close(abort bool) {
	if !s.isLive() {
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
	s.fd, s.want, s.gone = -1, 0, s.gone && s.borrowed
}

// LocalAddr is where the Sock is bound; it stays known after Close.
func (s *Sock) LocalAddr() port.Addr {
	if s.local == nil {
		return port.Addr{}
	}
	return *s.local
}

// learnLocal asks the system where the Sock is bound.
func (s *Sock) learnLocal() {
	p := s.port
	if rawGetsockname(s.fd, &p.raw, &p.rawLen) == 0 {
		a := decode(&p.raw, p.rawLen)
		s.local = &a
	}
}
