package process

import (
	"fmt"
	"syscall"

	"ravel/core"
)

// A child is one process: the core.ProcessTransport.
type child struct {
	m        *Machine
	protocol core.ProcessProtocol
	process  Process
	pid      int
	ends     []*end // in the order of their descriptors
	tty      bool
	exited   bool
	ending   bool // ProcessEnded was asked for
	reason   error
}

var _ core.ProcessTransport = (*child)(nil)

// PID is documented at core.ProcessTransport.
func (c *child) PID() int { return c.pid }

// end is the end of fd that is a transport for the user. A terminal is the end of 0, 1 and 2.
func (c *child) end(fd int) *end {
	for _, e := range c.ends {
		if e.fd == fd || c.tty && fd >= 0 && fd <= 2 {
			return e
		}
	}
	return nil
}

// Child is documented at core.ProcessTransport.
func (c *child) Child(fd int) core.Transport {
	if e := c.end(fd); e != nil {
		return e.user
	}
	return nil
}

// WriteToChild is documented at core.ProcessTransport.
func (c *child) WriteToChild(fd int, p []byte) (int, error) {
	e := c.end(fd)
	if e == nil || !e.writes {
		return 0, core.ErrNotConnected
	}
	return e.t.Write(p)
}

// Write is documented at core.ProcessTransport.
func (c *child) Write(p []byte) (int, error) { return c.WriteToChild(0, p) }

// CloseChild is documented at core.ProcessTransport.
func (c *child) CloseChild(fd int) {
	if e := c.end(fd); e != nil && !c.tty {
		e.t.LoseConnection()
	}
}

// LoseConnection is documented at core.ProcessTransport.
func (c *child) LoseConnection() {
	for _, e := range c.ends {
		e.t.LoseConnection()
	}
}

// SignalProcess is documented at core.ProcessTransport.
func (c *child) SignalProcess(signal string) error {
	s, err := core.ParseSignal(signal)
	switch {
	case err != nil:
		return err
	case c.exited:
		return core.ErrProcessExited
	}
	err = c.process.Signal(s)
	if err == syscall.ESRCH {
		return core.ErrProcessExited
	}
	return err
}

// gone is the System's call when the process has exited.
func (c *child) gone(s Status) {
	c.exited, c.reason = true, s.reason()
	c.tellExited()
	c.settle()
}

// settle asks for ProcessEnded once nothing is left.
func (c *child) settle() {
	if !c.exited || c.ending {
		return
	}
	for _, e := range c.ends {
		if !e.lost {
			return
		}
	}
	c.ending = true
	c.m.loop.End((*childEnding)(c))
}

// A childEnding is a child as the loop sees it among its endings.
type childEnding child

// End tells of the end.
func (e *childEnding) End() { (*child)(e).tellEnded() }

func (c *child) tellMade() {
	defer c.recovered("ConnectionMade")
	c.protocol.ConnectionMade(c)
}

func (c *child) tellLost(fd int) {
	defer c.recovered("ChildConnectionLost")
	c.protocol.ChildConnectionLost(fd)
}

func (c *child) tellExited() {
	defer c.recovered("ProcessExited")
	c.protocol.ProcessExited(c.reason)
}

func (c *child) tellEnded() {
	defer c.recovered("ProcessEnded")
	c.protocol.ProcessEnded(c.reason)
}

// recovered logs a panic of the protocol. It is deferred itself.
func (c *child) recovered(in string) {
	if v := recover(); v != nil {
		c.panicked(in, v)
	}
}

func (c *child) panicked(in string, v any) {
	c.m.loop.Panicked(fmt.Sprintf("%s of %T", in, c.protocol), v)
}
