package blocking_test

import (
	"errors"
	"io"
	"net"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"ravel/core/port"
	"ravel/transports/blocking"
)

// A queueing is a net.Listener that accepts what a test gives it.
type queueing struct {
	conns  chan net.Conn
	closed chan struct{}
	once   atomic.Bool
}

func newQueueing() *queueing {
	return &queueing{conns: make(chan net.Conn, 100), closed: make(chan struct{})}
}

func (q *queueing) Accept() (net.Conn, error) {
	select {
	case <-q.closed:
		return nil, net.ErrClosed
	case c := <-q.conns:
		return c, nil
	}
}

func (q *queueing) Close() error {
	if q.once.CompareAndSwap(false, true) {
		close(q.closed)
	}
	return nil
}

func (*queueing) Addr() net.Addr { return &net.UnixAddr{Name: "a queue", Net: "unix"} }

// listen is l as a Listener that wants connections.
func (d *driver) listen(l net.Listener) (*blocking.Listener, *handler) {
	d.t.Helper()
	k, err := blocking.Listen(d.set, l, blocking.Options{})
	if err != nil {
		d.t.Fatal(err)
	}
	h := &handler{"listener"}
	k.Attach(h)
	k.Want(port.Read)
	return k, h
}

func TestAcceptGivesWhatWasAcceptedAheadAndThenNothing(t *testing.T) {
	d := newDriver(t)
	q := newQueueing()
	l, h := d.listen(q)
	if got := l.LocalAddr(); got.Path != "a queue" {
		t.Errorf("its address is the net.Listener's: %v", got)
	}
	if _, _, err := l.Accept(); err != port.ErrWouldBlock {
		t.Errorf("nobody has come: %v", err)
	}
	mine, yours := net.Pipe()
	q.conns <- mine
	d.until(h, port.Read)
	s, peer, err := l.Accept()
	if err != nil || peer != s.RemoteAddr() {
		t.Fatalf("who has come, and its address: %v, %v", peer, err)
	}
	if n, err := s.Send([]byte("x")); n != 1 || err != nil {
		t.Errorf("it can be used: %d, %v", n, err)
	}
	if b := make([]byte, 1); must(io.ReadFull(yours, b)) != 1 || b[0] != 'x' {
		t.Errorf("and is that conn: %q", b)
	}
	if _, _, err := l.Accept(); err != port.ErrWouldBlock {
		t.Errorf("and then nobody: %v", err)
	}
}

func must(n int, err error) int {
	if err != nil {
		panic(err)
	}
	return n
}

// A counted says how many were accepted, and how many of them were closed.
type counted struct {
	net.Listener
	accepted atomic.Int32
	closed   atomic.Int32
}

func (c *counted) Accept() (net.Conn, error) {
	mine, _ := net.Pipe()
	c.accepted.Add(1)
	return &countedConn{Conn: mine, closed: &c.closed}, nil
}
func (c *counted) Close() error { return nil }

type countedConn struct {
	net.Conn
	closed *atomic.Int32
}

func (c *countedConn) Close() error {
	c.closed.Add(1)
	return c.Conn.Close()
}

func TestAcceptingAheadIsBoundedAndCloseTurnsAllAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDriver(t)
		c := &counted{Listener: newQueueing()}
		l, _ := d.listen(c)
		synctest.Wait()
		if n := c.accepted.Load(); n != 16 {
			t.Errorf("%d were accepted before anybody asked, want 16", n)
		}
		s, _, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if n := c.accepted.Load(); n != 17 {
			t.Errorf("who was taken leaves room for one: %d", n)
		}
		l.Close(false)
		synctest.Wait()
		if n := c.closed.Load(); n != 16 {
			t.Errorf("%d of the 16 who wait were closed", n)
		}
		if _, _, err := l.Accept(); err != port.ErrClosed {
			t.Errorf("nothing is accepted any more: %v", err)
		}
		s.Close(true)
	})
}

// A failing fails as it is told, for ever.
type failing struct {
	net.Listener
	err   error
	calls atomic.Int32
}

func (f *failing) Accept() (net.Conn, error) {
	f.calls.Add(1)
	return nil, f.err
}
func (f *failing) Close() error { return nil }

// Whoever drives the Set asks at once, each time: errors that concern one peer are no reason to wait.
func TestAnAcceptThatFailsForEverIsTriedLessAndLessOften(t *testing.T) {
	for _, err := range []error{syscall.ECONNABORTED, syscall.EMFILE, io.EOF, errors.New("of its own")} {
		synctest.Test(t, func(t *testing.T) {
			d := newDriver(t)
			f := &failing{Listener: newQueueing(), err: err}
			l, h := d.listen(f)
			began, told := time.Now(), 0
			for time.Since(began) < time.Minute {
				d.until(h, port.Read)
				if _, _, got := l.Accept(); got != blocking.Fault(err) {
					t.Fatalf("it says why: %v", got)
				}
				if told++; told > 100 {
					t.Fatalf("%v is told 100 times in %v", err, time.Since(began))
				}
			}
			if told < 50 {
				t.Errorf("%v is told %d times in a minute: the net.Listener may recover, and is asked once a second", err, told)
			}
			l.Close(false)
			synctest.Wait()
			calls := f.calls.Load()
			<-time.After(time.Hour) // of the bubble's clock
			if n := f.calls.Load(); n != calls {
				t.Errorf("after Close it is not asked: %d times", n-calls)
			}
		})
	}
}

func TestAListenerThatClosesItselfIsNotAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDriver(t)
		f := &failing{Listener: newQueueing(), err: net.ErrClosed}
		l, h := d.listen(f)
		d.until(h, port.Read)
		if _, _, err := l.Accept(); err != port.ErrClosed {
			t.Errorf("it is told: %v", err)
		}
		<-time.After(time.Hour) // of the bubble's clock
		if n := f.calls.Load(); n != 1 {
			t.Errorf("asked %d times, want once", n)
		}
		if _, _, err := l.Accept(); err != port.ErrWouldBlock {
			t.Errorf("and told once: %v", err)
		}
	})
}

// A stuck is a conn whose Close never returns.
type stuck struct {
	net.Conn
	hang chan struct{}
}

func (s stuck) Close() error {
	<-s.hang
	return nil
}

func TestAConnWhoseCloseHangsHoldsUpNeitherTheListenerNorTheOthers(t *testing.T) {
	d := newDriver(t)
	q := newQueueing()
	hang := make(chan struct{})
	defer close(hang)
	mine, _ := net.Pipe()
	other, yours := net.Pipe()
	q.conns <- stuck{mine, hang}
	q.conns <- other
	l, h := d.listen(q)
	for ahead := 0; ahead < 2; ahead = l.Ahead() {
		d.until(h, port.Read)
	}
	l.Close(false)
	over := make(chan struct{})
	if l.Over(func() { close(over) }) {
		close(over)
	}
	<-over
	if _, err := yours.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("the other is closed: %v", err)
	}
}

func TestANetListenerIsClosedAtOnce(t *testing.T) {
	d := newDriver(t)
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l, _ := d.listen(inner)
	l.Close(false)
	if !l.Over(func() { t.Error("it was over") }) {
		t.Error("who listens there next wants the port free")
	}
	if err := inner.Close(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("it is closed: %v", err)
	}
}

func TestAListenerThatIsGivenToAClosedSetIsClosed(t *testing.T) {
	d := newDriver(t)
	d.set.Close()
	q := newQueueing()
	if _, err := blocking.Listen(d.set, q, blocking.Options{}); err != port.ErrClosed {
		t.Errorf("Listen: %v", err)
	}
	<-q.closed
}
