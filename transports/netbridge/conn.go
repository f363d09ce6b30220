package netbridge

import (
	"io"
	"net"
	"sync"
	"time"

	"ravel/core"
)

const (
	// readMax is how many bytes wait for Read before the transport is paused; what one event brings comes on
	// top. It is resumed at half of that.
	readMax = 64 << 10
	// writeMax is how many bytes wait for the reactor before Write waits.
	writeMax = 64 << 10
	// lingerMax is how long a connection that was closed may take to send what was written, by the reactor's
	// clock. Then it is aborted: a peer that never reads keeps nothing for ever.
	lingerMax = 2 * time.Minute
)

// A Reactor is what a bridge needs of one.
type Reactor interface {
	core.Clock
	core.Poster
}

// A Conn is a transport as a net.Conn. Its methods may be called by any goroutine but the reactor's own, at
// the same time too.
//
// Read returns what came before an end first, then io.EOF for an orderly end and else the reason given to
// ConnectionLost. An error is a *net.OpError around os.ErrDeadlineExceeded, net.ErrClosed,
// core.ErrOwnGoroutine, core.ErrWriteClosed, core.ErrReactorClosed for who waits when the reactor is closed, or that
// reason.
type Conn struct {
	reactor Reactor

	mu       sync.Mutex
	readable bell
	writable bell

	// guarded by mu
	in       []byte
	eof      bool // the peer has ended
	lost     error
	out      []byte
	flushing bool // a flush was posted
	paused   bool // reading
	resuming bool // a resume was posted
	blocked  bool // the transport has more than it can send
	busy     bool // a Write is under way; the others wait
	closed   bool
	ended    bool // CloseWrite was called
	reading  deadline
	writing  deadline

	local, remote net.Addr

	transport core.Transport // the reactor's, nil before ConnectionMade
	left      bool           // the reactor's: LoseConnection was called
	linger    *core.DelayedCall
}

var _ net.Conn = (*Conn)(nil)

func newConn(r Reactor) *Conn {
	c := &Conn{reactor: r}
	c.readable, c.writable = newBell(&c.mu, r), newBell(&c.mu, r)
	c.reading.wake, c.writing.wake = &c.readable, &c.writable
	return c
}

// Read waits for bytes.
func (c *Conn) Read(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for {
		switch {
		case c.closed:
			return 0, c.failed("read", net.ErrClosed)
		case c.reading.passed:
			return 0, c.failed("read", errDeadline)
		case len(p) == 0:
			return 0, nil
		case len(c.in) > 0:
			n := copy(p, c.in)
			c.in = c.in[n:]
			c.resume()
			return n, nil
		case c.eof:
			return 0, io.EOF
		case c.lost != nil:
			return 0, c.failed("read", c.lost)
		case c.own():
			return 0, c.failed("read", core.ErrOwnGoroutine)
		}
		if !c.readable.wait() {
			return 0, c.failed("read", core.ErrReactorClosed)
		}
	}
}

// Write waits until the reactor has room for all of p, which is borrowed until return. n is how much of it
// was taken when an error comes. The bytes of two Writes at the same time do not mix.
func (c *Conn) Write(p []byte) (n int, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	mine := false
	defer func() {
		if mine {
			c.busy = false
			c.writable.ring()
		}
	}()
	for {
		switch {
		case c.closed:
			return n, c.failed("write", net.ErrClosed)
		case c.writing.passed:
			return n, c.failed("write", errDeadline)
		case c.lost != nil:
			return n, c.failed("write", c.lost)
		case c.ended:
			return n, c.failed("write", core.ErrWriteClosed)
		case c.writable.dead():
			return n, c.failed("write", core.ErrReactorClosed)
		}
		if mine || !c.busy {
			mine, c.busy = true, true
			k := min(len(p)-n, max(0, writeMax-len(c.out)))
			c.out = append(c.out, p[n:n+k]...)
			n += k
			c.flush()
			if n == len(p) {
				return n, nil
			}
		}
		if c.own() {
			return n, c.failed("write", core.ErrOwnGoroutine)
		}
		if !c.writable.wait() {
			return n, c.failed("write", core.ErrReactorClosed)
		}
	}
}

// Close has everything written sent, for two minutes at most, and then the connection lost in order. It does
// not wait for that, and wakes who reads and who writes. A second Close is net.ErrClosed.
func (c *Conn) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return c.failed("close", net.ErrClosed)
	}
	c.closed = true
	c.in = nil
	c.readable.ring()
	c.writable.ring()
	c.reactor.Post((*protocol)(c).leave)
	return nil
}

// CloseWrite has everything written sent and then the end of stream; reading goes on.
func (c *Conn) CloseWrite() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.closed:
		return c.failed("close", net.ErrClosed)
	case c.lost != nil:
		return c.failed("close", c.lost)
	}
	c.ended = true
	c.writable.ring()
	c.reactor.Post((*protocol)(c).endWrite)
	return nil
}

// LocalAddr is this end's address.
func (c *Conn) LocalAddr() net.Addr { return c.local }

// RemoteAddr is the peer's address.
func (c *Conn) RemoteAddr() net.Addr { return c.remote }

// flush has the reactor send what waits. It is called with mu held.
func (c *Conn) flush() {
	if len(c.out) > 0 && !c.flushing && !c.blocked {
		c.flushing = true
		c.reactor.Post((*protocol)(c).flush)
	}
}

// resume has the reactor read again. It is called with mu held.
func (c *Conn) resume() {
	if c.paused && !c.resuming && len(c.in) <= readMax/2 {
		c.resuming = true
		c.reactor.Post((*protocol)(c).resume)
	}
}

// own reports whether this is the reactor's goroutine, which must not wait.
func (c *Conn) own() bool {
	s, ok := c.reactor.(core.Scoped)
	return ok && s.Scope().Held()
}

func (c *Conn) failed(op string, err error) error {
	network := "ravel" // before the connection is made
	if c.remote != nil {
		network = c.remote.Network()
	}
	return &net.OpError{Op: op, Net: network, Source: c.local, Addr: c.remote, Err: err}
}
