package portable

import "ravel/core/port"

// A sock is the base of streams, listeners and datagram sockets. Its fields are guarded by port.mu.
type sock struct {
	port    *Port
	handler port.Handler
	want    port.Interest
	is      port.Interest // what is true
	turn    uint64        // the Wait that last reported it
	at      int           // and where in its batch
	queued  bool          // in port.hot
	closed  bool
	local   port.Addr
}

// Attach says whom readiness is for.
func (s *sock) Attach(h port.Handler) {
	s.port.mu.Lock()
	defer s.port.mu.Unlock()
	s.handler = h
}

// Want replaces what the owner wants to be told of.
func (s *sock) Want(i port.Interest) {
	s.port.mu.Lock()
	defer s.port.mu.Unlock()
	s.want = i
	s.queue()
}

// LocalAddr is where the sock is bound; it stays known after Close.
func (s *sock) LocalAddr() port.Addr {
	s.port.mu.Lock()
	defer s.port.mu.Unlock()
	return s.local
}

// become says what is true now. It is called with mu held.
func (s *sock) become(is port.Interest) {
	s.is = is
	s.queue()
}

func (s *sock) queue() {
	if s.queued || s.closed || s.want&s.is == 0 {
		return
	}
	s.queued = true
	s.port.hot = append(s.port.hot, s)
	s.port.rouse()
}

// shut ends reports of s, also one that Wait has made already, and reports whether it was open. It is
// called with mu held, by the goroutine of Wait.
func (s *sock) shut() bool {
	if s.closed {
		return false
	}
	s.closed, s.want = true, 0
	if p := s.port; s.turn == p.turn && s.at < len(p.batch) {
		p.batch[s.at].Handler = nil
	}
	return true
}
