package portable

import (
	"context"
	"errors"
	"net"
	"sync"

	"ravel/core/port"
)

// A listener accepts ahead, on a goroutine of its own.
type listener struct {
	sock
	tcp   *net.TCPListener
	c     port.ListenConfig
	queue []*stream
	err   error // of the last accept; nothing is accepted until it was told
	room  *sync.Cond
}

// Listen opens a listening socket; an IPv6 one takes IPv6 alone. UNIX sockets are port.ErrUnsupported.
func (p *Port) Listen(c port.ListenConfig) (port.Listener, error) {
	if c.At.Path != "" {
		return nil, port.ErrUnsupported
	}
	lc := net.ListenConfig{KeepAlive: -1}
	lc.SetMultipathTCP(false)
	if c.ReusePort {
		lc.Control = shared(true)
	}
	at := unmapped(c.At.AddrPort)
	tcp, err := lc.Listen(context.Background(), version("tcp", at), at.String())
	if err != nil {
		return nil, opening("listen", err)
	}
	l := &listener{tcp: tcp.(*net.TCPListener), c: c, room: sync.NewCond(&p.mu)}
	l.port, l.local = p, address(tcp.Addr())
	if err := p.enter(l); err != nil {
		tcp.Close()
		return nil, err
	}
	go l.accept()
	return l, nil
}

// accept is the goroutine that accepts ahead.
func (l *listener) accept() {
	p := l.port
	for {
		conn, err := l.tcp.AcceptTCP()
		p.mu.Lock()
		if l.closed {
			p.mu.Unlock()
			if err == nil {
				reset(conn)
			}
			return
		}
		if err != nil {
			l.err = fault(err)
		} else {
			l.queue = append(l.queue, l.accepted(conn))
		}
		l.become(port.Read)
		for !l.closed && (l.err != nil || len(l.queue) >= acceptAheadMax) {
			l.room.Wait()
		}
		p.mu.Unlock()
		if errors.Is(err, net.ErrClosed) {
			return
		}
	}
}

// accepted is the stream of conn. What it will be told waits for Accept: until then nobody reads.
func (l *listener) accepted(conn *net.TCPConn) *stream {
	s := newStream(l.port)
	s.conn, s.noDelay, s.keepAlive = conn, l.c.NoDelay, l.c.KeepAlive
	return s
}

// Accept returns an established connection.
func (l *listener) Accept() (port.Stream, port.Addr, error) {
	p := l.port
	p.mu.Lock()
	defer p.mu.Unlock()
	if l.closed {
		return nil, port.Addr{}, port.ErrClosed
	}
	defer l.room.Signal()
	if len(l.queue) == 0 {
		err := l.err
		l.err = nil
		l.become(0)
		if err == nil {
			err = port.ErrWouldBlock
		}
		return nil, port.Addr{}, err
	}
	s := l.queue[0]
	l.queue[0] = nil
	l.queue = l.queue[1:]
	if len(l.queue) == 0 && l.err == nil {
		l.become(0)
	}
	p.open[s] = struct{}{}
	s.begin(s.conn)
	return s, s.remote, nil
}

// Close closes the listener. Who was not accepted yet is reset, as the system does.
func (l *listener) Close(bool) {
	p := l.port
	p.mu.Lock()
	defer p.mu.Unlock()
	if !l.shut() {
		return
	}
	delete(p.open, l)
	l.tcp.Close()
	for _, s := range l.queue {
		reset(s.conn)
	}
	l.queue = nil
	l.room.Signal()
}

func reset(conn *net.TCPConn) {
	conn.SetLinger(0)
	conn.Close()
}
