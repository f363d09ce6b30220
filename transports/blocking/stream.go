package blocking

import (
	"context"
	"net"
	"sync"
	"syscall"
	"time"

	"ravel/core/port"
)

const (
	// readSize is what one Read asks for.
	readSize = 16 << 10
	// readAheadMax is how many bytes are read before anybody asks for them; the last read comes on top.
	readAheadMax = 64 << 10
	// layersMax is how many conns are looked for below one.
	layersMax = 8
	// sendMax is how many bytes wait for the goroutine that writes them.
	sendMax = 64 << 10
	// drainFor is how long a stream that was closed in order takes what the peer still sends: a system answers
	// bytes that nobody reads with a reset, which can destroy what was sent before.
	drainFor = 10 * time.Millisecond
	// lingerMax is how long a stream that was closed in order may take to send what it took. Then it is cut.
	lingerMax = 2 * time.Minute
)

// A Stream is a net.Conn with two goroutines: one reads ahead, the other, from the first Send that the
// system does not take at once, writes behind. What they share with the loop is guarded by the Set's lock.
type Stream struct {
	Sock
	conn    net.Conn        // nil while dialling, and if that failed
	bottom  net.Conn        // the lowest below conn that is known, perhaps itself
	layered bool            // it is not
	sys     syscall.RawConn // of bottom, if that is a socket of the system
	remote  port.Addr
	options Options // as they were last set

	dialling bool
	dialErr  error
	cancel   context.CancelFunc // of the dialling

	in      []byte // read ahead
	lent    []byte // what the last Recv lent; its buffer is used again
	inErr   error  // what comes behind in: io.EOF or an errno
	endTold bool   // Recv has told of inErr
	told    bool   // Connected has told of inErr
	parked  bool   // the reader waits for room
	roomy   chan struct{}
	drained bool // the reader has ended

	out       []byte // to be written
	spare     []byte // the writer's other buffer
	writing   int    // how many bytes the writer has in hand
	writer    bool   // the writer runs
	work      *sync.Cond
	outErr    error
	ending    bool        // CloseWrite was called
	ended     bool        // and done
	lingering *time.Timer // closed in order, and the writer has still something to send
	draining  bool        // closed in order: what comes is dropped
	aborted   bool
	hung      bool // the conn is closed

	rights *rights // the descriptors of a UNIX socket, nil where they are not passed
}

var (
	_ port.Stream = (*Stream)(nil)
	_ port.Whole  = (*Stream)(nil)
)

// New is conn, which is established, as a Stream of t. conn is given: if t is closed, which is
// port.ErrClosed, it is closed too.
func New(t *Set, conn net.Conn, o Options) (*Stream, error) {
	s := newStream(t, o)
	if err := t.Enter(s); err != nil {
		conn.Close()
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	s.begin(conn)
	return s, nil
}

func newStream(t *Set, o Options) *Stream {
	s := &Stream{options: o, roomy: make(chan struct{}, 1)}
	s.Join(t, port.Addr{})
	s.work = sync.NewCond(&t.mu)
	if o.Descriptors {
		s.rights = newRights(&t.mu)
	}
	return s
}

// begin makes s the stream over conn. It is called with the lock held.
func (s *Stream) begin(conn net.Conn) {
	s.over(conn)
	if s.plain() {
		unblock(s.sys)
	}
	s.setOptions()
	conn.SetDeadline(time.Time{}) // whose it was may have left one; who has none says so, and that is as well
	s.local, s.remote = Address(conn.LocalAddr()), Address(conn.RemoteAddr())
	s.refresh()
	go s.read()
}

// over makes conn what s is over.
func (s *Stream) over(conn net.Conn) {
	s.conn = conn
	s.bottom, s.layered = bottom(conn)
	// Of net's own types alone: one around those has their methods and may mean something else by them.
	switch c := s.bottom.(type) {
	case *net.TCPConn:
		s.sys, _ = c.SyscallConn()
	case *net.UnixConn:
		s.sys, _ = c.SyscallConn()
	}
}

// plain reports whether the conn is itself a socket of the system, past which it can be asked.
func (s *Stream) plain() bool { return s.sys != nil && !s.layered }

// bottom is the lowest conn that conn, as *tls.Conn does, says is below it, if there is any; else conn.
func bottom(conn net.Conn) (_ net.Conn, layered bool) {
	for range layersMax {
		c, ok := conn.(interface{ NetConn() net.Conn })
		if !ok {
			break
		}
		conn, layered = c.NetConn(), true
	}
	return conn, layered
}

// refresh works out what is true. It is called with the lock held.
func (s *Stream) refresh() {
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
		room := sendMax / 2
		if s.rights.full() {
			room = 0
		}
		if s.outErr != nil || len(s.out)+s.writing <= room {
			is |= port.Write
		}
	}
	s.Become(is)
}

// Connected tells how a dialling went.
func (s *Stream) Connected() error {
	s.set.mu.Lock()
	defer s.set.mu.Unlock()
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
func (s *Stream) RemoteAddr() port.Addr {
	s.set.mu.Lock()
	defer s.set.mu.Unlock()
	return s.remote
}

// usable is why there is no connection to use. It is called with the lock held.
func (s *Stream) usable() error {
	switch {
	case s.closed:
		return port.ErrClosed
	case s.conn == nil:
		return syscall.ENOTCONN
	}
	return nil
}
