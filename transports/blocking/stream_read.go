package blocking

import (
	"io"
	"syscall"
	"time"

	"ravel/core/port"
)

// emptyReadsMax is how often a conn may read nothing without an error before that is io.ErrNoProgress.
const emptyReadsMax = 100

// Recv lends what was read ahead. It takes the lock.
func (s *Stream) Recv() ([]byte, error) {
	s.set.mu.Lock()
	defer s.set.mu.Unlock()
	if err := s.usable(); err != nil {
		return nil, err
	}
	if len(s.in) == 0 {
		if s.inErr != nil {
			s.endTold = true
			return nil, s.inErr
		}
		return nil, port.ErrWouldBlock
	}
	s.in, s.lent = s.lent[:0], s.in
	s.rights.lend()
	if s.parked {
		s.unpark()
	}
	s.refresh()
	return s.lent[:len(s.lent):len(s.lent)], nil
}

// failure is the error with which the connection has failed, if it has: an end of stream is none, and
// neither is a peer that reads no more.
func (s *Stream) failure() error {
	if s.inErr != nil && s.inErr != io.EOF {
		return s.inErr
	}
	return nil
}

// read is the goroutine that reads ahead.
func (s *Stream) read() {
	t := s.set
	buf := make([]byte, readSize)
	empty := 0
	for {
		n, fds, err := s.receive(buf)
		if empty++; n > 0 {
			empty = 0
		} else if err == nil && empty == emptyReadsMax {
			err = io.ErrNoProgress
		}
		t.mu.Lock()
		s.arrived(fds)
		if s.closed {
			if s.drop(err) {
				t.mu.Unlock()
				return
			}
			t.mu.Unlock()
			continue
		}
		s.in = append(s.in, buf[:n]...)
		if err == nil && len(s.in) >= readAheadMax {
			err = s.park()
		}
		if err != nil && !s.closed {
			s.readEnded(err)
			t.mu.Unlock()
			return
		}
		s.refresh()
		t.mu.Unlock()
	}
}

// readEnded keeps what comes behind the bytes that were read. It is called with the lock held.
func (s *Stream) readEnded(err error) {
	s.drained = true
	s.inErr = final(err)
	s.resetBehind()
	s.refresh()
}

// resetBehind makes a reset of an end that nobody was told of: the system tells of a reset once, and when the
// writer was told, the reader sees an end of stream. It is called with the lock held.
func (s *Stream) resetBehind() {
	if s.inErr == io.EOF && !s.endTold && s.outErr == syscall.ECONNRESET {
		s.inErr = s.outErr
	}
}

// park waits until there is room, or the stream is closed, or has failed. It is called with the lock held,
// which it lets go of meanwhile.
func (s *Stream) park() error {
	s.parked = true
	s.refresh()
	s.set.mu.Unlock()
	err := s.awaitRoom()
	s.set.mu.Lock()
	if err != nil {
		s.parked = false
		return err
	}
	if s.sys != nil {
		s.bottom.SetReadDeadline(time.Time{})
	}
	return nil
}

// unpark ends what awaitRoom waits for. It is called with the lock held, once for each park.
func (s *Stream) unpark() {
	s.parked = false
	if s.sys != nil {
		s.bottom.SetReadDeadline(past())
	}
	s.roomy <- struct{}{} // there is room for one
}

// past is a deadline that has passed on every clock.
func past() time.Time { return time.Unix(1, 0) }
