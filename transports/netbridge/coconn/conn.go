package coconn

import (
	"io"
	"net"
	"os"
	"time"

	"ravel/core"
	"ravel/core/coro"
)

// readMax is how many bytes wait for Read before the transport is paused; what one event brings comes on top.
const readMax = 64 << 10

// A Conn is a transport as a net.Conn for one coroutine, to which its methods belong. Reading and writing
// have the coroutine wait. Deadlines are on the reactor's clock.
//
// Errors are those of netbridge.Conn; the coroutine's own, core.ErrCancelled and coro.ErrEnded, come too.
type Conn struct {
	co        *coro.Co
	clock     core.Clock
	transport core.Transport

	in      []byte
	eof     bool // the peer has ended
	lost    error
	paused  bool // reading
	blocked bool // the transport has more than it can send
	closed  bool
	ended   bool // CloseWrite was called

	reading, writing deadline
	waits            *core.Deferred[struct{}] // of the coroutine, while it is parked here
}

var _ net.Conn = (*Conn)(nil)

// A deadline is one direction's.
type deadline struct {
	passed bool
	call   *core.DelayedCall
}

// Read waits for bytes.
func (c *Conn) Read(p []byte) (int, error) {
	for {
		switch {
		case c.closed:
			return 0, c.failed("read", net.ErrClosed)
		case c.reading.passed:
			return 0, c.failed("read", os.ErrDeadlineExceeded)
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
		}
		if err := c.wait(); err != nil {
			return 0, c.failed("read", err)
		}
	}
}

// Write waits until the transport has room and then writes all of p, which is borrowed until return.
func (c *Conn) Write(p []byte) (int, error) {
	for {
		switch {
		case c.closed:
			return 0, c.failed("write", net.ErrClosed)
		case c.writing.passed:
			return 0, c.failed("write", os.ErrDeadlineExceeded)
		case c.lost != nil:
			return 0, c.failed("write", c.lost)
		case c.ended:
			return 0, c.failed("write", core.ErrWriteClosed)
		case !c.blocked:
			n, err := c.transport.Write(p)
			if err != nil {
				err = c.failed("write", err)
			}
			return n, err
		}
		if err := c.wait(); err != nil {
			return 0, c.failed("write", err)
		}
	}
}

// Close has the connection lost in order once everything written has left, and does not wait for that.
func (c *Conn) Close() error {
	if c.closed {
		return c.failed("close", net.ErrClosed)
	}
	c.closed, c.in = true, nil
	c.reading.drop()
	c.writing.drop()
	c.unregister()
	c.transport.LoseConnection()
	return nil
}

// CloseWrite has everything written sent and then the end of stream; reading goes on.
func (c *Conn) CloseWrite() error {
	h, ok := c.transport.(core.HalfCloser)
	switch {
	case c.closed:
		return c.failed("close", net.ErrClosed)
	case c.lost != nil:
		return c.failed("close", c.lost)
	case !ok:
		return c.failed("close", core.ErrUnsupported)
	}
	c.ended = true
	c.unregister()
	h.LoseWriteConnection()
	return nil
}

// LocalAddr is this end's address.
func (c *Conn) LocalAddr() net.Addr { return c.transport.LocalAddr() }

// RemoteAddr is the peer's address.
func (c *Conn) RemoteAddr() net.Addr { return c.transport.RemoteAddr() }

// SetDeadline is SetReadDeadline and SetWriteDeadline.
func (c *Conn) SetDeadline(t time.Time) error {
	if err := c.SetReadDeadline(t); err != nil {
		return err
	}
	return c.SetWriteDeadline(t)
}

// SetReadDeadline has Read fail from t on by the reactor's clock; the zero time is never.
func (c *Conn) SetReadDeadline(t time.Time) error { return c.setDeadline(&c.reading, t) }

// SetWriteDeadline is SetReadDeadline for Write.
func (c *Conn) SetWriteDeadline(t time.Time) error { return c.setDeadline(&c.writing, t) }

func (c *Conn) setDeadline(d *deadline, t time.Time) error {
	if c.closed {
		return c.failed("set", net.ErrClosed)
	}
	d.drop()
	left := t.Sub(c.clock.Now())
	d.passed = !t.IsZero() && left <= 0
	if t.IsZero() || d.passed || c.lost != nil {
		return nil
	}
	d.call = c.clock.CallLater(left, func() {
		d.call, d.passed = nil, true
		c.wake()
	})
	return nil
}

func (d *deadline) drop() {
	if d.call != nil {
		d.call.Cancel()
		d.call = nil
	}
}

// wait parks the coroutine until something has changed.
func (c *Conn) wait() error {
	c.waits = core.NewDeferredOn[struct{}](c.clock)
	_, err := coro.Await(c.co, c.waits)
	c.waits = nil
	return err
}

// wake has the coroutine look again, if it waits.
func (c *Conn) wake() {
	if d := c.waits; d != nil {
		c.waits = nil
		d.Resolve(struct{}{})
	}
}

func (c *Conn) resume() {
	if c.paused && len(c.in) <= readMax/2 {
		c.paused = false
		c.transport.(core.ReadPauser).ResumeReading()
	}
}

func (c *Conn) unregister() {
	if consumer, ok := c.transport.(core.Consumer); ok {
		consumer.UnregisterProducer()
	}
}

func (c *Conn) failed(op string, err error) error {
	to := c.RemoteAddr()
	return &net.OpError{Op: op, Net: to.Network(), Source: c.LocalAddr(), Addr: to, Err: err}
}
