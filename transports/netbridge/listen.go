package netbridge

import (
	"net"
	"sync"

	"ravel/core"
)

// acceptMax is how many connections wait for Accept. Who comes then is turned away.
const acceptMax = 1024

// A Listener is a listening port as a net.Listener. Accept may be called by any goroutine but the reactor's own.
type Listener struct {
	reactor Reactor
	port    core.Listener

	mu      sync.Mutex
	arrived bell
	waiting []*Conn
	closed  bool
}

var _ net.Listener = (*Listener)(nil)

// Listen is listen's port as a net.Listener: listen is called at once, with the factory of its connections.
// It belongs to the reactor's goroutine, or to any one while that does not run.
func Listen(r Reactor, listen func(f core.Factory) (core.Listener, error)) (*Listener, error) {
	l := &Listener{reactor: r}
	l.arrived = newBell(&l.mu, r)
	p, err := listen(core.FactoryFunc(l.build))
	if err != nil {
		return nil, err
	}
	l.port = p
	return l, nil
}

func (l *Listener) build(net.Addr) (core.Protocol, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed || len(l.waiting) >= acceptMax {
		return nil, nil
	}
	c := newConn(l.reactor)
	return &accepted{(*protocol)(c), l}, nil
}

// accepted is the protocol of a connection that Accept will return once it is made.
type accepted struct {
	*protocol
	l *Listener
}

func (a *accepted) ConnectionMade(t core.Transport) {
	a.protocol.ConnectionMade(t)
	l := a.l
	l.mu.Lock()
	defer l.mu.Unlock()
	c := (*Conn)(a.protocol)
	if l.closed {
		c.Close()
		return
	}
	l.waiting = append(l.waiting, c)
	l.arrived.ring()
}

// Accept waits for a connection. The error is net.ErrClosed after Close, core.ErrOwnGoroutine, and
// core.ErrReactorClosed.
func (l *Listener) Accept() (net.Conn, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for {
		switch s, ok := l.reactor.(core.Scoped); {
		case l.closed:
			return nil, l.failed("accept", net.ErrClosed)
		case len(l.waiting) > 0:
			c := l.waiting[0]
			l.waiting[0] = nil
			l.waiting = l.waiting[1:]
			return c, nil
		case ok && s.Scope().Held():
			return nil, l.failed("accept", core.ErrOwnGoroutine)
		}
		if !l.arrived.wait() {
			return nil, l.failed("accept", core.ErrReactorClosed)
		}
	}
}

// Close stops the port and closes the connections that nobody has accepted. It does not wait for that.
func (l *Listener) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return l.failed("close", net.ErrClosed)
	}
	l.closed = true
	for _, c := range l.waiting {
		c.Close()
	}
	l.waiting = nil
	l.arrived.ring()
	l.reactor.Post(func() { l.port.StopListening(nil) })
	return nil
}

// Addr is the port's address.
func (l *Listener) Addr() net.Addr { return l.port.Addr() }

func (l *Listener) failed(op string, err error) error {
	a := l.port.Addr()
	return &net.OpError{Op: op, Net: a.Network(), Addr: a, Err: err}
}
