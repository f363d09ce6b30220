package kernel

import (
	"ravel/core/port"
)

// A tcpSock is a descriptor of a TCP connection.
type tcpSock struct {
	sock
	*tcp
}

var (
	_ port.Stream        = (*tcpSock)(nil)
	_ port.StreamOptions = (*tcpSock)(nil)
)

// Connected tells how a Dial went.
func (s *tcpSock) Connected() error {
	if s.closed {
		return port.ErrClosed
	}
	return s.connected()
}

// Recv returns what has arrived.
func (s *tcpSock) Recv() ([]byte, error) {
	if s.closed {
		return nil, port.ErrClosed
	}
	return s.recv(s.sock.host)
}

// Send takes what the peer's window and the send buffer have room for.
func (s *tcpSock) Send(p []byte) (int, error) {
	if s.closed {
		return 0, port.ErrClosed
	}
	if err := s.sendError(); err != nil {
		return 0, err
	}
	if n, all := s.write(p); !all {
		return n, port.ErrWouldBlock
	}
	return len(p), nil
}

// SendV is Send of the slices one after another.
func (s *tcpSock) SendV(ps [][]byte) (int, error) {
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
func (s *tcpSock) CloseWrite() error {
	if s.closed {
		return port.ErrClosed
	}
	return s.closeWrite()
}

// LocalAddr is where this end is bound.
func (s *tcpSock) LocalAddr() port.Addr { return port.Addr{AddrPort: s.local} }

// RemoteAddr is the peer.
func (s *tcpSock) RemoteAddr() port.Addr { return port.Addr{AddrPort: s.remote} }

// NoDelay reports TCP_NODELAY.
func (s *tcpSock) NoDelay() (bool, error) { return s.noDelay, s.gone() }

// SetNoDelay sets TCP_NODELAY.
func (s *tcpSock) SetNoDelay(on bool) error {
	s.noDelay = on
	return s.gone()
}

// KeepAlive reports SO_KEEPALIVE.
func (s *tcpSock) KeepAlive() (bool, error) { return s.keepAlive, s.gone() }

// SetKeepAlive sets SO_KEEPALIVE.
func (s *tcpSock) SetKeepAlive(on bool) error {
	s.keepAlive = on
	return s.gone()
}

func (s *tcpSock) gone() error {
	if s.closed {
		return port.ErrClosed
	}
	return nil
}
