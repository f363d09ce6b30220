package blocking

import (
	"ravel/core/port"
)

// Send takes what the system takes and what there is room for; the writer sends that. It takes the lock.
func (s *Stream) Send(b []byte) (int, error) {
	s.set.mu.Lock()
	defer s.set.mu.Unlock()
	return s.take(b)
}

// SendV is Send of the slices one after another.
func (s *Stream) SendV(ps [][]byte) (int, error) {
	s.set.mu.Lock()
	defer s.set.mu.Unlock()
	total := 0
	for _, b := range ps {
		n, err := s.take(b)
		total += n
		if err != nil {
			return total, err
		}
	}
	return total, nil
}

func (s *Stream) take(b []byte) (int, error) {
	if err := s.usable(); err != nil {
		return 0, err
	}
	if s.outErr != nil {
		return 0, s.outErr
	}
	now := 0
	if len(s.out) == 0 && s.writing == 0 {
		n, err := s.sendNow(b)
		if err != nil && err != port.ErrWouldBlock {
			s.outErr = final(err)
			s.refresh()
			return n, s.outErr
		}
		now, b = n, b[n:]
	}
	n := min(len(b), sendMax-len(s.out)-s.writing)
	if n > 0 {
		s.out = append(s.out, b[:n]...)
		s.refresh()
		s.wakeWriter()
	}
	if n < len(b) {
		return now + n, port.ErrWouldBlock
	}
	return now + n, nil
}

// CloseWrite sends the end of stream behind what was taken. On a conn that has no CloseWrite it is
// port.ErrUnsupported. It takes the lock.
func (s *Stream) CloseWrite() error {
	s.set.mu.Lock()
	defer s.set.mu.Unlock()
	if err := s.usable(); err != nil {
		return err
	}
	if !s.halves() {
		return port.ErrUnsupported
	}
	s.ending = true
	if s.plain() && !s.ended && s.outErr == nil && len(s.out)+s.writing == 0 {
		s.ended = true
		s.endConn() // at once, so that nothing that is sent elsewhere after it can overtake it
		return nil
	}
	s.wakeWriter()
	return s.outErr
}

func (s *Stream) wakeWriter() {
	if !s.writer {
		s.writer = true
		go s.write()
	}
	s.work.Signal()
}

// write is the goroutine that writes behind.
func (s *Stream) write() {
	t := s.set
	t.mu.Lock()
	defer t.mu.Unlock()
	defer func() {
		if s.lingering != nil {
			s.lingering.Stop()
			t.left()
		}
	}()
	for {
		switch {
		case s.aborted:
			return
		case len(s.out) > 0 && s.outErr == nil:
			s.writeOut()
		case (s.ending || s.closed) && !s.ended:
			s.ended = true
			t.mu.Unlock()
			s.endConn()
			t.mu.Lock()
		case s.closed:
			s.leave()
			return
		default:
			s.work.Wait()
		}
	}
}

// writeOut writes what waits. It is called with the lock held, which it lets go of meanwhile.
func (s *Stream) writeOut() {
	b := s.out
	s.out, s.writing = s.spare[:0], len(b)
	fds := s.rights.leaving()
	s.set.mu.Unlock()
	var err error
	if len(fds) > 0 {
		err = s.writeRights(b, fds)
	} else {
		_, err = s.conn.Write(b)
	}
	s.set.mu.Lock()
	s.spare, s.writing = b[:0], 0
	if err != nil {
		s.out, s.outErr = nil, final(err)
		s.resetBehind()
	}
	s.refresh()
}
