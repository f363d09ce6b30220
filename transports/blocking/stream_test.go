package blocking_test

import (
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"ravel/core/port"
	"ravel/transports/blocking"
)

func TestWhatIsReadAheadIsLentAndThenTheEnd(t *testing.T) {
	d := newDriver(t)
	s, h, yours := d.pipe(port.Read)
	if _, err := s.Recv(); err != port.ErrWouldBlock {
		t.Fatalf("nothing has come: %v", err)
	}
	yours.Write([]byte("abc"))
	d.until(h, port.Read)
	if b, err := s.Recv(); string(b) != "abc" || err != nil {
		t.Fatalf("what was read: %q, %v", b, err)
	}
	yours.Close()
	d.until(h, port.Read)
	if _, err := s.Recv(); err != io.EOF {
		t.Errorf("and then the end: %v", err)
	}
}

func TestReadingAheadAndWritingBehindAreBounded(t *testing.T) {
	const bound, read = 64 << 10, 16 << 10
	d := newDriver(t)
	s, h, yours := d.pipe(0)
	wrote := make(chan int, 1)
	go func() {
		n, _ := yours.Write(make([]byte, 1<<20)) // nobody asks for it
		wrote <- n
	}()
	if n, err := s.Send(make([]byte, 1<<20)); n != bound || err != port.ErrWouldBlock {
		t.Errorf("Send takes what there is room for: %d, %v", n, err)
	}
	if n, err := s.Send([]byte("x")); n != 0 || err != port.ErrWouldBlock {
		t.Errorf("and then nothing: %d, %v", n, err)
	}
	s.Want(port.Read)
	got := 0
	for got < 1<<20 {
		d.until(h, port.Read)
		b, err := s.Recv()
		if err != nil {
			t.Fatal(err)
		}
		if len(b) > bound+read {
			t.Fatalf("no more than the bound and one read is kept: %d", len(b))
		}
		got += len(b)
	}
	if n := <-wrote; n != 1<<20 {
		t.Errorf("all of it came through: %d", n)
	}
}

func TestAWriteThatFailsIsTheErrorOfTheNextSend(t *testing.T) {
	d := newDriver(t)
	s, h, yours := d.pipe(port.Closed)
	yours.Close()
	d.until(h, port.Closed)
	s.Send([]byte("x"))
	s.Want(port.Write)
	for range 2 { // ready for room at first, and then for the error
		d.until(h, port.Write)
		if _, err := s.Send([]byte("x")); err != nil {
			if !errors.Is(err, io.ErrClosedPipe) {
				t.Errorf("it is the conn's: %v", err)
			}
			return
		}
	}
}

func TestAConnWithoutCloseWriteIsWhole(t *testing.T) {
	d := newDriver(t)
	s, _, _ := d.pipe(0)
	if !s.Whole() || s.CloseWrite() != port.ErrUnsupported {
		t.Error("a net.Pipe cannot end one direction")
	}
	if _, err := s.NoDelay(); err != port.ErrUnsupported {
		t.Errorf("and has no options: %v", err)
	}
}

func TestCloseSendsWhatWasTaken(t *testing.T) {
	d := newDriver(t)
	s, _, yours := d.pipe(0)
	s.Send([]byte("last words"))
	s.Close(false)
	if got, err := io.ReadAll(yours); string(got) != "last words" || err != nil {
		t.Errorf("then the end: %q, %v", got, err)
	}
	if _, err := s.Send([]byte("x")); err != port.ErrClosed {
		t.Errorf("nothing is taken any more: %v", err)
	}
}

// A closing says when it is closed.
type closing struct {
	net.Conn
	closed chan struct{}
}

func (c closing) Close() error {
	defer close(c.closed)
	return c.Conn.Close()
}

func TestAnAbortDropsWhatWaits(t *testing.T) {
	d := newDriver(t)
	mine, yours := net.Pipe()
	c := closing{mine, make(chan struct{})}
	s, err := blocking.New(d.set, c, blocking.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s.Send([]byte("never read"))
	s.Close(true)
	<-c.closed
	if got, err := io.ReadAll(yours); len(got) != 0 || err != nil {
		t.Errorf("the peer sees the end alone: %q, %v", got, err)
	}
}

// A silent reads nothing and says no error, which io.Reader discourages.
type silent struct{ net.Conn }

func (silent) Read([]byte) (int, error) { return 0, nil }

func TestAConnThatReadsNothingOverAndOver(t *testing.T) {
	d := newDriver(t)
	mine, _ := net.Pipe()
	s, err := blocking.New(d.set, silent{mine}, blocking.Options{})
	if err != nil {
		t.Fatal(err)
	}
	h := &handler{}
	s.Attach(h)
	s.Want(port.Failed)
	d.until(h, port.Failed)
	if err := s.Connected(); err != io.ErrNoProgress {
		t.Errorf("it has failed: %v", err)
	}
}

// A late has somebody else's deadline.
type late struct{ net.Conn }

func (late) Read([]byte) (int, error) { return 0, &net.OpError{Op: "read", Err: errTimeout{}} }

type errTimeout struct{ error }

func (errTimeout) Is(target error) bool { return target.Error() == "i/o timeout" }

func TestSomebodyElsesDeadlineIsATimeout(t *testing.T) {
	d := newDriver(t)
	mine, _ := net.Pipe()
	s, err := blocking.New(d.set, late{mine}, blocking.Options{})
	if err != nil {
		t.Fatal(err)
	}
	h := &handler{}
	s.Attach(h)
	s.Want(port.Failed)
	d.until(h, port.Failed)
	if err := s.Connected(); err != syscall.ETIMEDOUT {
		t.Errorf("not something that can succeed later: %v", err)
	}
}

// A hasty has somebody else's deadline for each Write, as a wrapper that ends idle conns has.
type hasty struct{ net.Conn }

func (hasty) Write([]byte) (int, error) {
	return 0, &net.OpError{Op: "write", Err: os.ErrDeadlineExceeded}
}

func TestSomebodyElsesDeadlineForWritingIsATimeoutToo(t *testing.T) {
	d := newDriver(t)
	mine, _ := net.Pipe()
	s, err := blocking.New(d.set, hasty{mine}, blocking.Options{})
	if err != nil {
		t.Fatal(err)
	}
	h := &handler{}
	s.Attach(h)
	if n, err := s.Send(make([]byte, 64<<10)); n != 64<<10 || err != nil {
		t.Fatalf("there is room for that, and no more: %d, %v", n, err)
	}
	s.Want(port.Write)
	d.until(h, port.Write)
	_, err = s.Send([]byte("x"))
	if err != syscall.ETIMEDOUT {
		t.Errorf("what was taken was not sent: %v", err)
	}
}

// A slow takes its time to close.
type slow struct {
	net.Conn
	let, closed chan struct{}
}

func (s slow) Close() error {
	<-s.let
	defer close(s.closed)
	return s.Conn.Close()
}

func TestCloseOfTheSetWaitsForAConnThatTakesItsTimeButNotForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, takes := range []time.Duration{100 * time.Millisecond, time.Hour} {
			d := newDriver(t)
			mine, _ := net.Pipe()
			c := slow{mine, make(chan struct{}), make(chan struct{})}
			if _, err := blocking.New(d.set, c, blocking.Options{}); err != nil {
				t.Fatal(err)
			}
			time.AfterFunc(takes, func() { close(c.let) })
			began := time.Now()
			d.set.Close()
			if took := time.Since(began); took != min(takes, time.Second) {
				t.Errorf("it takes %v and Close waits %v", takes, took)
			}
			<-c.closed
		}
	})
}
