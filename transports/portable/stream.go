package portable

import (
	"context"
	"net"
	"sync"
	"syscall"

	"ravel/core/port"
)

// A stream is a TCP connection with two goroutines: one reads ahead, the other, from the first Send on,
// writes behind. What they share with the loop is guarded by port.mu.
type stream struct {
	sock
	conn   *net.TCPConn // nil while dialling, and if that failed
	remote port.Addr

	noDelay, keepAlive bool

	dialling bool
	dialErr  error
	cancel   context.CancelFunc // of the dialling

	in      []byte // read ahead
	lent    []byte // what the last Recv lent; its buffer is used again
	inErr   error  // what comes behind in: io.EOF or an errno
	told    bool   // Connected has told of inErr
	parked  bool   // the reader waits for room
	roomy   chan struct{}
	drained bool // the reader has ended

	out      []byte // to be written
	spare    []byte // the writer's other buffer
	writing  int    // how many bytes the writer has in hand
	writer   bool   // the writer runs
	work     *sync.Cond
	outErr   error
	ending   bool // CloseWrite was called
	ended    bool // and done
	draining bool // closed in order: what comes is dropped
	aborted  bool
}

var (
	_ port.Stream        = (*stream)(nil)
	_ port.StreamOptions = (*stream)(nil)
)

func newStream(p *Port) *stream {
	s := &stream{roomy: make(chan struct{}, 1)}
	s.port = p
	s.work = sync.NewCond(&p.mu)
	return s
}

// refresh works out what is true. It is called with mu held.
func (s *stream) refresh() {
	var is port.Interest
	switch {
	case s.dialling:
	case s.dialErr != nil:
		is = port.Read | port.Write | port.Closed | port.Failed
	default:
		if len(s.in) > 0 || s.inErr != nil {
			is |= port.Read
		}
		if s.inErr != nil {
			is |= port.Closed
		}
		if s.failure() != nil {
			is |= port.Failed
		}
		// Half the room, so that what is written comes in pieces of some size.
		if s.outErr != nil || len(s.out)+s.writing <= sendMax/2 {
			is |= port.Write
		}
	}
	s.become(is)
}

// Connected tells how a Dial went.
func (s *stream) Connected() error {
	s.port.mu.Lock()
	defer s.port.mu.Unlock()
	switch {
	case s.closed:
		return port.ErrClosed
	case s.dialling:
		return port.ErrWouldBlock
	case s.dialErr != nil:
		return s.dialErr
	case s.told:
		return nil
	}
	err := s.failure()
	s.told = err != nil
	return err
}

// RemoteAddr is the peer; it stays known after Close.
func (s *stream) RemoteAddr() port.Addr {
	s.port.mu.Lock()
	defer s.port.mu.Unlock()
	return s.remote
}

// usable is the connection, or why there is none. It is called with mu held.
func (s *stream) usable() (*net.TCPConn, error) {
	switch {
	case s.closed:
		return nil, port.ErrClosed
	case s.conn == nil:
		return nil, syscall.ENOTCONN
	}
	return s.conn, nil
}

func (s *stream) NoDelay() (bool, error) { return s.option(&s.noDelay) }

func (s *stream) SetNoDelay(on bool) error {
	return s.setOption(&s.noDelay, on, (*net.TCPConn).SetNoDelay)
}

func (s *stream) KeepAlive() (bool, error) { return s.option(&s.keepAlive) }

func (s *stream) SetKeepAlive(on bool) error {
	return s.setOption(&s.keepAlive, on, (*net.TCPConn).SetKeepAlive)
}

// option is what an option was last set to: net cannot be asked.
func (s *stream) option(as *bool) (bool, error) {
	s.port.mu.Lock()
	defer s.port.mu.Unlock()
	_, err := s.usable()
	return *as && err == nil, err
}

func (s *stream) setOption(as *bool, on bool, set func(*net.TCPConn, bool) error) error {
	s.port.mu.Lock()
	defer s.port.mu.Unlock()
	conn, err := s.usable()
	if err == nil {
		err = opening("setsockopt", set(conn, on))
	}
	if err == nil {
		*as = on
	}
	return err
}
