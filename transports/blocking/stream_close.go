package blocking

import (
	"net"
	"time"
)

// A closeWriter is a conn that can end its own direction alone.
type closeWriter interface{ CloseWrite() error }

// Whole reports whether the conn lacks CloseWrite. It takes the lock.
func (s *Stream) Whole() bool {
	s.set.mu.Lock()
	defer s.set.mu.Unlock()
	return !s.halves()
}

func (s *Stream) halves() bool {
	_, ok := s.conn.(closeWriter)
	return ok
}

// Close closes the stream. In order, what was taken is sent first, for lingerMax at most, then the end of
// stream, and what the peer still sends is taken for a short while. It takes the lock.
func (s *Stream) Close(abort bool) {
	s.set.mu.Lock()
	defer s.set.mu.Unlock()
	if !s.Shut(s) {
		return
	}
	s.in, s.lent = nil, nil
	s.rights.drop()
	switch {
	case s.conn == nil:
		if s.cancel != nil {
			s.cancel()
		}
	case abort:
		s.cut()
	case s.drained && !s.writer:
		s.hangUp(false)
	case s.plain() && !s.writer:
		s.ended = true
		s.endConn()
		s.leave()
	default:
		s.linger()
	}
	s.work.Signal()
	if s.parked {
		s.unpark()
	}
}

// linger leaves the rest to the writer: to send what was taken, and to end a conn whose calls may block.
func (s *Stream) linger() {
	s.set.leave()
	s.lingering = time.AfterFunc(lingerMax, func() {
		s.set.mu.Lock()
		defer s.set.mu.Unlock()
		s.cut()
	})
	s.wakeWriter()
}

// cut drops what waits and closes the conn. It is called with the lock held.
func (s *Stream) cut() {
	s.aborted, s.out = true, nil
	dropped(s.rights.leaving())
	s.hangUp(true)
}

// endConn sends the end of stream. A connection that has failed is noticed by reading.
func (s *Stream) endConn() {
	if c, ok := s.conn.(closeWriter); ok {
		c.CloseWrite()
	}
}

// leave lets go of the connection when everything was sent: at once if the peer has ended too, or knows of
// no end but this, else when the reader is done. It is called with the lock held.
func (s *Stream) leave() {
	if s.drained || s.outErr != nil || s.set.closed || !s.halves() {
		s.hangUp(false)
		return
	}
	s.draining = true
	time.AfterFunc(drainFor, func() {
		s.set.mu.Lock()
		defer s.set.mu.Unlock()
		s.hangUp(false)
	})
}

// drop handles the end of a read after Close, and reports whether the reader is done. It is called with the
// lock held.
func (s *Stream) drop(err error) bool {
	if err == nil {
		return false
	}
	s.drained = true
	if s.draining {
		s.hangUp(false)
	}
	return true
}

// hangUp closes the conn, once. It is called with the lock held.
func (s *Stream) hangUp(abort bool) {
	if s.hung {
		return
	}
	s.hung = true
	s.set.hangUp(s.conn, abort)
}

// hangUp closes conn. With abort the peer of a TCP connection sees a reset, also from below TLS, and what
// lies above it is not asked for a last word.
func hangUp(conn net.Conn, abort bool) {
	if abort {
		below, layered := bottom(conn)
		if c, ok := below.(interface{ SetLinger(sec int) error }); ok {
			c.SetLinger(0)
		}
		if layered {
			below.Close()
		}
	}
	conn.Close()
}
