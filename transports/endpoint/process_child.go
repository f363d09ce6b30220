package endpoint

import (
	"errors"
	"net"

	"ravel/core"
)

const (
	stdin  = 0
	stdout = 1
	stderr = 2
)

// A child is a program as the peer of a connection: the ProcessProtocol of the one, the Transport of the other.
type child struct {
	endpoint Process
	factory  core.Factory
	d        *core.Deferred[core.Protocol]
	p        core.Protocol
	t        core.ProcessTransport
	in, out  core.Transport // kept, since they are gone from t when they are closed
	losing   bool
	aborted  bool
	lost     bool
	broken   bool // a callback of the protocol has panicked
}

var (
	_ core.ProcessProtocol = (*child)(nil)
	_ core.Transport       = (*child)(nil)
	_ core.HalfCloser      = (*child)(nil)
	_ core.ReadPauser      = (*child)(nil)
	_ core.Consumer        = (*child)(nil)
	_ core.Buffered        = (*child)(nil)
)

// ConnectionMade implements core.ProcessProtocol.
func (c *child) ConnectionMade(t core.ProcessTransport) {
	c.t, c.in, c.out = t, t.Child(stdin), t.Child(stdout)
	c.guarded(func() { c.p.ConnectionMade(c) })
	if !c.d.Called() {
		c.d.Resolve(c.p)
	}
}

// guarded has a panic of the protocol end the connection, on its way to the log.
func (c *child) guarded(f func()) {
	c.broken = true
	defer func() {
		if c.broken {
			c.AbortConnection()
		}
	}()
	f()
	c.broken = false
}

// ChildDataReceived implements core.ProcessProtocol.
func (c *child) ChildDataReceived(fd int, p []byte) {
	switch {
	case fd == stderr && c.endpoint.Stderr != nil:
		c.endpoint.Stderr(p)
	case fd == stdout && !c.Closing():
		c.guarded(func() { c.p.DataReceived(p) })
	}
}

// ChildConnectionLost implements core.ProcessProtocol.
func (c *child) ChildConnectionLost(fd int) {
	if c.Closing() {
		return
	}
	h, outlives := c.p.(core.HalfCloseHandler)
	switch {
	case outlives && fd == stdin:
		c.guarded(h.WriteConnectionLost)
	case outlives && fd == stdout:
		c.guarded(h.ReadConnectionLost)
	case fd == stdout:
		c.LoseConnection()
	}
}

// ProcessExited implements core.ProcessProtocol: what it wrote may still come.
func (c *child) ProcessExited(error) {}

// ProcessEnded implements core.ProcessProtocol.
func (c *child) ProcessEnded(reason error) {
	c.lost = true
	switch {
	case c.aborted:
		reason = &core.LostError{Op: "process", Reason: core.ErrConnectionAborted, Err: reason}
	case errors.Is(reason, core.ErrProcessDone):
		reason = core.ErrConnectionDone
	default:
		reason = &core.LostError{Op: "process", Reason: core.ErrConnectionLost, Err: reason}
	}
	defer c.stopFactory()
	c.p.ConnectionLost(reason)
	if !c.d.Called() { // ConnectionMade has panicked
		c.d.Fail(reason)
	}
}

// Write implements core.Transport.
func (c *child) Write(p []byte) (int, error) { return c.in.Write(p) }

// WriteSequence implements core.Transport.
func (c *child) WriteSequence(ps [][]byte) { c.in.WriteSequence(ps) }

// LoseConnection implements core.Transport.
func (c *child) LoseConnection() {
	if !c.Closing() {
		c.losing = true
		c.t.LoseConnection()
	}
}

// AbortConnection implements core.Transport.
func (c *child) AbortConnection() {
	if c.lost || c.aborted {
		return
	}
	c.aborted = true
	c.t.SignalProcess("KILL") // ErrProcessExited: it is on its way out already
	c.in.AbortConnection()
	c.out.AbortConnection()
}

// Closing implements core.Transport.
func (c *child) Closing() bool { return c.losing || c.aborted || c.lost }

// LocalAddr implements core.Transport.
func (c *child) LocalAddr() net.Addr { return core.Addr{Net: "process"} }

// RemoteAddr implements core.Transport: the program.
func (c *child) RemoteAddr() net.Addr {
	return core.Addr{Net: "process", Path: c.endpoint.Spec.Path}
}

// LoseWriteConnection implements core.HalfCloser.
func (c *child) LoseWriteConnection() { c.t.CloseChild(stdin) }

// PauseReading implements core.ReadPauser.
func (c *child) PauseReading() { c.out.(core.ReadPauser).PauseReading() }

// ResumeReading implements core.ReadPauser.
func (c *child) ResumeReading() {
	if !c.Closing() {
		c.out.(core.ReadPauser).ResumeReading()
	}
}

// RegisterPush implements core.Consumer.
func (c *child) RegisterPush(p core.PushProducer) error { return c.in.(core.Consumer).RegisterPush(p) }

// RegisterPull implements core.Consumer.
func (c *child) RegisterPull(p core.PullProducer) error { return c.in.(core.Consumer).RegisterPull(p) }

// UnregisterProducer implements core.Consumer.
func (c *child) UnregisterProducer() { c.in.(core.Consumer).UnregisterProducer() }

// Buffered implements core.Buffered.
func (c *child) Buffered() int { return c.in.(core.Buffered).Buffered() }
