package kernel

import (
	"syscall"

	"ravel/core/port"
)

// A unixSock is a descriptor of a UNIX stream connection.
type unixSock struct {
	sock
	*unixStream
	accepts bool
	arrived []int // what came with the last Recv
}

var (
	_ port.Stream           = (*unixSock)(nil)
	_ port.DescriptorPasser = (*unixSock)(nil)
)

func (h *Host) unixSockOf(c *unixStream) *unixSock {
	s := &unixSock{unixStream: c}
	s.take(h, c)
	return s
}

// Connected tells how a Dial went: over a UNIX socket that is known at once.
func (s *unixSock) Connected() error {
	switch {
	case s.closed:
		return port.ErrClosed
	case s.failed != 0:
		return s.failed
	case s.err != 0:
		return s.takeErr()
	}
	return nil
}

// Recv returns what has arrived; Descriptors those that came with it.
func (s *unixSock) Recv() ([]byte, error) {
	if s.closed {
		return nil, port.ErrClosed
	}
	s.closeArrived()
	lent, files, err := s.recv(s.sock.host)
	for _, f := range files {
		// As Linux does, what finds no room in the table is lost.
		if s.accepts && s.sock.host.room() == 0 {
			s.arrived = append(s.arrived, s.sock.host.install(f.self, nil))
		}
		f.unref()
	}
	return lent, err
}

// closeArrived closes descriptors that nobody asked for.
func (s *unixSock) closeArrived() {
	for _, fd := range s.arrived {
		s.sock.host.closeDescriptor(fd, false)
	}
	s.arrived = s.arrived[:0]
}

// Descriptors returns those that came with the bytes of the last Recv. They are given.
func (s *unixSock) Descriptors() []int {
	given := s.arrived
	s.arrived = nil
	return given
}

// AcceptDescriptors says whether Recv takes descriptors.
func (s *unixSock) AcceptDescriptors(on bool) { s.accepts = on }

// Send takes what the send buffer has room for.
func (s *unixSock) Send(p []byte) (int, error) { return s.SendDescriptors(p, nil) }

// SendDescriptors is Send with descriptors attached to the first byte.
func (s *unixSock) SendDescriptors(p []byte, fds []int) (int, error) {
	if s.closed {
		return 0, port.ErrClosed
	}
	if err := s.sendError(); err != nil {
		return 0, err
	}
	if len(fds) > PassMax {
		return 0, syscall.EINVAL
	}
	var files []*file
	for _, fd := range fds {
		f := s.sock.host.lookup(fd)
		if f == nil {
			return 0, syscall.EBADF
		}
		files = append(files, f)
	}
	for _, f := range files {
		f.refs++
	}
	n := s.write(p, files)
	if n == 0 {
		for _, f := range files {
			f.refs--
		}
	}
	if n < len(p) {
		return n, port.ErrWouldBlock
	}
	return n, nil
}

// SendV is Send of the slices one after another.
func (s *unixSock) SendV(ps [][]byte) (int, error) {
	total := 0
	for _, p := range ps {
		n, err := s.Send(p)
		total += n
		if err != nil {
			return total, err
		}
	}
	return total, nil
}

// CloseWrite sends the end of stream after everything sent before it.
func (s *unixSock) CloseWrite() error {
	if s.closed {
		return port.ErrClosed
	}
	return s.closeWrite()
}

// Close closes the descriptor, and those that came with the last Recv and were not taken.
func (s *unixSock) Close(abort bool) {
	if !s.closed {
		s.closeArrived()
	}
	s.sock.Close(abort)
}

// LocalAddr is this end's path.
func (s *unixSock) LocalAddr() port.Addr { return port.Addr{Path: s.local} }

// RemoteAddr is the peer's path, "" if it has none.
func (s *unixSock) RemoteAddr() port.Addr { return port.Addr{Path: s.remote} }
