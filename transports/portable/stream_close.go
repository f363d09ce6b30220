package portable

import "time"

// Close closes the stream. In order, what was taken is sent first, then the end of stream, and what the peer
// still sends is taken for a short while.
func (s *stream) Close(abort bool) {
	p := s.port
	p.mu.Lock()
	defer p.mu.Unlock()
	if !s.shut() {
		return
	}
	delete(p.open, s)
	s.in, s.lent = nil, nil
	switch {
	case s.conn == nil:
		if s.cancel != nil {
			s.cancel()
		}
	case abort:
		s.aborted, s.out = true, nil
		s.conn.SetLinger(0)
		s.conn.Close()
	case s.writer:
		p.leaving.Add(1)
	case s.drained:
		s.conn.Close()
	default:
		s.conn.CloseWrite()
		s.ended = true
		s.leave()
	}
	s.work.Signal()
	if s.parked {
		s.unpark()
	}
}

// leave lets go of the connection when everything was sent: at once if the peer has ended too, else when
// the reader is done. It is called with mu held.
func (s *stream) leave() {
	if s.drained || s.outErr != nil || s.port.closed {
		s.conn.Close()
		return
	}
	s.draining = true
	s.conn.SetReadDeadline(time.Now().Add(drainFor))
}

// drop handles the end of a read after Close, and reports whether the reader is done.
func (s *stream) drop(err error) bool {
	if err == nil {
		return false
	}
	s.drained = true
	if s.draining {
		s.conn.Close()
	}
	return true
}
