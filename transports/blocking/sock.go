package blocking

import "ravel/core/port"

// A Sock is the base of everything in a Set. What has no other note is called with the Set's lock held.
type Sock struct {
	set     *Set
	handler port.Handler
	want    port.Interest
	is      port.Interest // what is true
	turn    uint64        // the Collect that last reported it
	at      int           // and where in its batch
	queued  bool          // in set.hot
	closed  bool
	local   port.Addr
}

// Join makes s, which is new, a Sock of t bound at local. It needs no lock.
func (s *Sock) Join(t *Set, local port.Addr) { s.set, s.local = t, local }

// Attach says whom readiness is for. It takes the lock.
func (s *Sock) Attach(h port.Handler) {
	s.set.mu.Lock()
	defer s.set.mu.Unlock()
	s.handler = h
}

// Want replaces what the owner wants to be told of. It takes the lock.
func (s *Sock) Want(i port.Interest) {
	s.set.mu.Lock()
	defer s.set.mu.Unlock()
	s.want = i
	s.queue()
}

// LocalAddr is where the Sock is bound; it stays known after Close. It takes the lock.
func (s *Sock) LocalAddr() port.Addr {
	s.set.mu.Lock()
	defer s.set.mu.Unlock()
	return s.local
}

// Bound says where s is bound.
func (s *Sock) Bound(local port.Addr) { s.local = local }

// Become says what is true now.
func (s *Sock) Become(is port.Interest) {
	s.is = is
	s.queue()
}

// Is is what is true.
func (s *Sock) Is() port.Interest { return s.is }

// Closed reports whether Shut was called.
func (s *Sock) Closed() bool { return s.closed }

// ready is what is to be reported.
func (s *Sock) ready() port.Interest {
	if s.closed || s.handler == nil {
		return 0
	}
	return s.want & s.is
}

func (s *Sock) queue() {
	if s.queued || s.ready() == 0 {
		return
	}
	s.queued = true
	s.set.hot = append(s.set.hot, s)
	s.set.rouse()
}

// Shut ends reports of s, also one that Collect has made already, and reports whether it was open. c is what
// entered the Set for s. It belongs to the goroutine of Collect.
func (s *Sock) Shut(c interface{ Close(abort bool) }) bool {
	if s.closed {
		return false
	}
	t := s.set
	s.closed, s.want = true, 0
	if s.turn == t.turn && s.at < len(t.batch) {
		t.batch[s.at].Handler = nil
	}
	delete(t.open, c)
	return true
}
