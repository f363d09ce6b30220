package kernel

import "ravel/core/port"

// A sock is what every port.Sock has: who is told of what, about which descriptor.
type sock struct {
	host    *Host
	file    *file
	handler port.Handler
	next    *sock // in the host's ready list
	sibling *sock // among those that watch the file
	fd      int
	slot    int32 // its place in the batch of the Wait numbered wait
	wait    uint64
	want    port.Interest
	listed  bool // in the ready list
	watched bool // made by Watch: does not own the descriptor
	closed  bool
}

// Attach says whom readiness is for.
func (s *sock) Attach(h port.Handler) { s.handler = h }

// Want replaces what the handler is told of.
func (s *sock) Want(i port.Interest) {
	if s.closed {
		return
	}
	s.want = i
	if i != 0 && !s.listed && s.true() != 0 {
		s.host.list(s)
	}
}

// Close closes the descriptor.
func (s *sock) Close(abort bool) {
	if s.closed {
		return
	}
	s.closed = true
	s.want = 0
	if s.wait == s.host.waits && s.wait != 0 {
		// What was found ready before must not be reported any more.
		s.host.batch[s.slot] = port.Ready{}
	}
	s.file.detach(s)
	if !s.watched && s.owns() {
		s.host.closeDescriptor(s.fd, abort)
	}
	s.fd = -1
}

// owns is false if the descriptor was closed, and perhaps used again, behind the Sock's back.
func (s *sock) owns() bool { return s.host.lookup(s.fd) == s.file && s.host.fds[s.fd].owner == s }

// true is what is wanted and true.
func (s *sock) true() port.Interest {
	if s.watched {
		if s.gone() || s.want == 0 {
			return s.want
		}
		return s.file.self.poll() & (s.want | port.Closed)
	}
	return s.file.self.poll() & s.want
}

func (s *sock) gone() bool { return s.host.lookup(s.fd) != s.file }

func (s *sock) descriptor() int { return s.fd }

// take makes s a Sock of h that owns a new descriptor on n; there must be room.
func (s *sock) take(h *Host, n node) {
	s.host = h
	s.file = n.base()
	h.install(n, s)
	s.file.attach(s)
}
