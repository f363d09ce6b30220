package blocking

import (
	"errors"
	"net"
	"sync"
	"time"

	"ravel/core/port"
)

// acceptAheadMax is how many connections are accepted before anybody asks for them.
const acceptAheadMax = 16

// After an Accept that failed the next is tried a little later, from restMin on twice as long each time, up to
// restMax.
const (
	restMin = 5 * time.Millisecond
	restMax = time.Second
)

// A Listener is a net.Listener that accepts ahead, on a goroutine of its own.
type Listener struct {
	Sock
	l       net.Listener
	options Options
	queue   []net.Conn
	err     error // of the last accept; nothing is accepted until it was told
	room    *sync.Cond
	over    bool     // l is closed
	tell    []func() // when it is
}

var _ port.Listener = (*Listener)(nil)

// Listen is l as a Listener of t, with o for its connections. l is given: if t is closed, which is
// port.ErrClosed, it is closed too.
func Listen(t *Set, l net.Listener, o Options) (*Listener, error) {
	k := &Listener{l: l, options: o, room: sync.NewCond(&t.mu)}
	k.Join(t, Address(l.Addr()))
	if err := t.Enter(k); err != nil {
		l.Close()
		return nil, err
	}
	go k.accept()
	return k, nil
}

// accept is the goroutine that accepts ahead.
func (l *Listener) accept() {
	t := l.set
	rest := restMin
	for {
		conn, err := l.l.Accept()
		if err == nil && conn == nil {
			err = errNoConn
		}
		t.mu.Lock()
		if l.closed {
			t.mu.Unlock()
			if err == nil {
				hangUp(conn, true)
			}
			return
		}
		if err != nil {
			l.err = Fault(err)
		} else {
			l.queue = append(l.queue, conn)
		}
		l.Become(port.Read)
		for !l.closed && (l.err != nil || len(l.queue) >= acceptAheadMax) {
			l.room.Wait()
		}
		if err == nil {
			rest = restMin
		} else if !errors.Is(err, net.ErrClosed) {
			l.rest(rest)
			rest = min(2*rest, restMax)
		}
		over := l.closed || errors.Is(err, net.ErrClosed)
		t.mu.Unlock()
		if over {
			return
		}
	}
}

// rest waits for d, or until l is closed: whatever has failed, perhaps for ever, is not asked again and again. It
// is called with the lock held, which it lets go of meanwhile.
func (l *Listener) rest(d time.Duration) {
	over := false
	timer := time.AfterFunc(d, func() {
		l.set.mu.Lock()
		defer l.set.mu.Unlock()
		over = true
		l.room.Signal()
	})
	defer timer.Stop()
	for !over && !l.closed {
		l.room.Wait()
	}
}

// Accept returns an established connection. Until then nobody reads from it. It takes the lock.
func (l *Listener) Accept() (port.Stream, port.Addr, error) {
	t := l.set
	t.mu.Lock()
	defer t.mu.Unlock()
	if l.closed {
		return nil, port.Addr{}, port.ErrClosed
	}
	defer l.room.Signal()
	if len(l.queue) == 0 {
		err := l.err
		l.err = nil
		l.Become(0)
		if err == nil {
			err = port.ErrWouldBlock
		}
		return nil, port.Addr{}, err
	}
	conn := l.queue[0]
	l.queue[0] = nil
	l.queue = l.queue[1:]
	if len(l.queue) == 0 && l.err == nil {
		l.Become(0)
	}
	s := newStream(t, l.options)
	t.open[s] = struct{}{}
	s.begin(conn)
	return Passer(s), s.remote, nil
}

// Close closes the listener. Who was not accepted yet is reset, as the system does. It takes the lock.
func (l *Listener) Close(bool) {
	t := l.set
	t.mu.Lock()
	defer t.mu.Unlock()
	if !l.Shut(l) {
		return
	}
	waiting := l.queue
	l.queue = nil
	l.room.Signal()
	switch l.l.(type) {
	case *net.TCPListener, *net.UnixListener:
		l.l.Close() // this does not block, and who listens there next wants the port free
		l.over = true
	default:
		t.leave()
		go l.end()
	}
	for _, conn := range waiting {
		t.hangUp(conn, true)
	}
}

// end closes the net.Listener, and tells who waits for that.
func (l *Listener) end() {
	l.l.Close()
	l.set.mu.Lock()
	l.over = true
	tell := l.tell
	l.set.left()
	l.set.mu.Unlock()
	for _, f := range tell {
		f()
	}
}

// Over reports, after Close, whether the net.Listener is closed. If it is not yet, f will be called when it
// is, on another goroutine. It takes the lock.
func (l *Listener) Over(f func()) bool {
	l.set.mu.Lock()
	defer l.set.mu.Unlock()
	if !l.over {
		l.tell = append(l.tell, f)
	}
	return l.over
}
