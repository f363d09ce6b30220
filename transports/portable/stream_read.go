package portable

import (
	"io"
	"syscall"
	"time"

	"ravel/core/port"
)

// Recv lends what was read ahead.
func (s *stream) Recv() ([]byte, error) {
	s.port.mu.Lock()
	defer s.port.mu.Unlock()
	if _, err := s.usable(); err != nil {
		return nil, err
	}
	if len(s.in) == 0 {
		if s.inErr != nil {
			return nil, s.inErr
		}
		return nil, port.ErrWouldBlock
	}
	s.in, s.lent = s.lent[:0], s.in
	if s.parked {
		s.unpark()
	}
	s.refresh()
	return s.lent[:len(s.lent):len(s.lent)], nil
}

// failure is the errno with which the connection has failed, if it has: an end of stream is none, and
// neither is a peer that reads no more.
func (s *stream) failure() error {
	if s.inErr != nil && s.inErr != io.EOF {
		return s.inErr
	}
	return nil
}

// read is the goroutine that reads ahead.
func (s *stream) read() {
	p := s.port
	buf := make([]byte, readSize)
	for {
		n, err := s.conn.Read(buf)
		p.mu.Lock()
		if s.closed {
			if s.drop(err) {
				p.mu.Unlock()
				return
			}
			p.mu.Unlock()
			continue
		}
		s.in = append(s.in, buf[:n]...)
		if err == nil && len(s.in) >= readAheadMax {
			err = s.park()
		}
		if err != nil && !s.closed {
			s.readEnded(err)
			p.mu.Unlock()
			return
		}
		s.refresh()
		p.mu.Unlock()
	}
}

// readEnded keeps what comes behind the bytes that were read. It is called with mu held.
func (s *stream) readEnded(err error) {
	s.drained = true
	if err == io.EOF {
		s.inErr = io.EOF
		if s.outErr == syscall.ECONNRESET {
			s.inErr = s.outErr // the system tells of a reset once, and the writer was asked first
		}
	} else {
		s.inErr = fault(err)
	}
	s.refresh()
}

// park waits until there is room, or the stream is closed, or has failed. It is called with mu held, which it
// lets go of meanwhile.
func (s *stream) park() error {
	s.parked = true
	s.refresh()
	s.port.mu.Unlock()
	err := s.awaitRoom()
	s.port.mu.Lock()
	if err != nil {
		s.parked = false
		return err
	}
	if s.draining {
		s.conn.SetReadDeadline(time.Now().Add(drainFor))
	} else {
		s.conn.SetReadDeadline(time.Time{})
	}
	return nil
}

// unpark ends what awaitRoom waits for. It is called with mu held, once for each park.
func (s *stream) unpark() {
	s.parked = false
	s.conn.SetReadDeadline(past())
	s.roomy <- struct{}{} // there is room for one
}

// past is a deadline that has passed on every clock.
func past() time.Time { return time.Unix(1, 0) }
