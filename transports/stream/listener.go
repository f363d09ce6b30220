package stream

import (
	"net"
	"time"

	"ravel/core"
	"ravel/core/port"
)

const (
	// acceptMax is how many connections one port accepts before the others have their turn.
	acceptMax = 64
	// acceptPause is how long a port waits when the system has run out of descriptors or memory.
	acceptPause = 100 * time.Millisecond
	// backlog is ListenConfig's default.
	backlog = 128
)

// A listener is an open port.
type listener struct {
	common
	links[listener]
	sock    port.Listener
	factory core.Factory
	addr    port.Addr
	// closed, if not nil, undoes what was done for the port beside the socket: a file, a lock.
	closed  func()
	dones   []func()
	resume  *core.DelayedCall // of a pause
	failing bool              // the last Accept found the system exhausted; that was logged
	stopped bool              // the socket is closed
	told    bool              // the factory knows
}

var _ core.Listener = (*listener)(nil)

// listen serves s with f.
func (m *Machine) listen(s port.Listener, f core.Factory, of common, closed func()) (*listener, error) {
	l := &listener{common: of, sock: s, factory: f, addr: s.LocalAddr(), closed: closed}
	if ip := l.addr.AddrPort.Addr(); l.addr.Path != "" || ip.IsValid() && !ip.IsUnspecified() {
		l.local = l.addr
	}
	m.listeners.add(l)
	m.traffic.Ports++
	if err := m.start(f); err != nil {
		l.told = true
		l.stop()
		return nil, err
	}
	s.Attach((*listenerDriver)(l))
	s.Want(port.Read)
	return l, nil
}

// Addr is documented at core.Listener.
func (l *listener) Addr() net.Addr { return l.common.addr(l.addr) }

// StopListening is documented at core.Listener.
func (l *listener) StopListening(done func()) {
	if done != nil {
		l.dones = append(l.dones, done)
	}
	if l.stopped {
		l.m.loop.End((*listenerDriver)(l))
		return
	}
	l.stop()
}

func (l *listener) stop() {
	l.release()
	l.m.loop.End((*listenerDriver)(l))
}

// release closes the port, and undoes what was done for it. Nobody is told.
func (l *listener) release() {
	l.stopped = true
	if l.resume != nil {
		l.resume.Cancel()
	}
	l.m.listeners.remove(l)
	l.m.traffic.Ports--
	l.sock.Close(inOrder)
	if l.closed != nil {
		l.closed()
	}
}

// A listenerDriver is a listener as the loop sees it.
type listenerDriver listener

func (d *listenerDriver) Ready(port.Interest) { (*listener)(d).accept() }
func (d *listenerDriver) End()                { (*listener)(d).end() }

func (l *listener) accept() {
	for range acceptMax {
		if l.stopped {
			return
		}
		s, peer, err := l.sock.Accept()
		if err == nil {
			l.failing = false
			l.serve(s, peer)
			continue
		}
		switch acceptTrouble(err) {
		case nobody:
			return
		case exhausted:
			l.pause(err)
			return
		}
	}
}

func (l *listener) serve(s port.Stream, peer port.Addr) {
	c, t := newConn(&l.common, s)
	p, err := l.m.build(l.factory, l.common.addr(peer))
	if err != nil || p == nil {
		c.refuseBuilt()
		return
	}
	c.start(p, t, peer)
}

// pause keeps a port from being found ready again and again while it cannot accept. The connections that
// wait are not lost.
func (l *listener) pause(err error) {
	if !l.failing {
		l.failing = true
		l.m.loop.Failed("Accept on "+l.Addr().String(), err)
	}
	l.sock.Want(0)
	l.resume = l.m.loop.CallLater(acceptPause, func() {
		l.resume = nil
		l.sock.Want(port.Read)
	})
}

func (l *listener) end() {
	if !l.told {
		l.told = true
		l.m.stop(l.factory)
	}
	dones := l.dones
	l.dones = nil
	for _, done := range dones {
		l.m.guarded("done of StopListening", l.factory, done)
	}
}
