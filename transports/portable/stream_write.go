package portable

import (
	"ravel/core/port"
)

// Send takes what the system takes and what there is room for; the writer sends that.
func (s *stream) Send(b []byte) (int, error) {
	s.port.mu.Lock()
	defer s.port.mu.Unlock()
	return s.take(b)
}

// SendV is Send of the slices one after another.
func (s *stream) SendV(ps [][]byte) (int, error) {
	s.port.mu.Lock()
	defer s.port.mu.Unlock()
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

func (s *stream) take(b []byte) (int, error) {
	if _, err := s.usable(); err != nil {
		return 0, err
	}
	if s.outErr != nil {
		return 0, s.outErr
	}
	now := 0
	if len(s.out) == 0 && s.writing == 0 {
		n, err := s.sendNow(b)
		if err != nil && err != port.ErrWouldBlock {
			s.outErr = fault(err)
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

// CloseWrite sends the end of stream behind what was taken.
func (s *stream) CloseWrite() error {
	s.port.mu.Lock()
	defer s.port.mu.Unlock()
	if _, err := s.usable(); err != nil {
		return err
	}
	s.ending = true
	s.wakeWriter()
	return s.outErr
}

func (s *stream) wakeWriter() {
	if !s.writer {
		s.writer = true
		go s.write()
	}
	s.work.Signal()
}

// write is the goroutine that writes behind.
func (s *stream) write() {
	p := s.port
	p.mu.Lock()
	defer p.mu.Unlock()
	for {
		switch {
		case s.aborted:
			return
		case len(s.out) > 0 && s.outErr == nil:
			s.writeOut()
		case (s.ending || s.closed) && !s.ended:
			s.ended = true
			p.mu.Unlock()
			s.conn.CloseWrite() // a connection that has failed is noticed by reading
			p.mu.Lock()
		case s.closed:
			s.leave()
			p.leaving.Done()
			return
		default:
			s.work.Wait()
		}
	}
}

// writeOut writes what waits. It is called with mu held, which it lets go of meanwhile.
func (s *stream) writeOut() {
	b := s.out
	s.out, s.writing = s.spare[:0], len(b)
	s.port.mu.Unlock()
	_, err := s.conn.Write(b)
	s.port.mu.Lock()
	s.spare, s.writing = b[:0], 0
	if err != nil {
		s.out, s.outErr = nil, fault(err)
	}
	s.refresh()
}
