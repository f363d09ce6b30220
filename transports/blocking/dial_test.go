package blocking_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"syscall"
	"testing"

	"ravel/core/port"
	"ravel/transports/blocking"
)

// dial is a Stream that wants to hear how dialling with f goes.
func (d *driver) dial(f func(context.Context) (net.Conn, error)) (*blocking.Stream, *handler) {
	d.t.Helper()
	s, err := blocking.Dial(d.set, blocking.Options{}, port.Addr{}, port.Addr{Path: "there"}, f)
	if err != nil {
		d.t.Fatal(err)
	}
	h := &handler{"dialling"}
	s.Attach(h)
	s.Want(port.Write)
	return s, h
}

func TestAStreamIsDialledUntilItsConnIsThere(t *testing.T) {
	d := newDriver(t)
	let, yours := make(chan struct{}), make(chan net.Conn, 1)
	s, h := d.dial(func(context.Context) (net.Conn, error) {
		<-let
		mine, other := net.Pipe()
		yours <- other
		return mine, nil
	})
	if err := s.Connected(); err != port.ErrWouldBlock {
		t.Errorf("it is under way: %v", err)
	}
	if got := d.collect(); len(got) != 0 {
		t.Errorf("and nothing to report: %v", got)
	}
	if _, err := s.Send([]byte("x")); err != syscall.ENOTCONN {
		t.Errorf("nothing can be sent: %v", err)
	}
	if got := s.RemoteAddr(); got.Path != "there" {
		t.Errorf("the peer is who was asked for: %v", got)
	}
	close(let)
	d.until(h, port.Write)
	if err := s.Connected(); err != nil {
		t.Fatal(err)
	}
	if got := s.RemoteAddr(); got.Path != "pipe" {
		t.Errorf("now it is the conn's: %v", got)
	}
	s.Send([]byte("x"))
	if b := make([]byte, 1); must(io.ReadFull(<-yours, b)) != 1 || b[0] != 'x' {
		t.Errorf("it carries bytes: %q", b)
	}
}

func TestWhyADialFailed(t *testing.T) {
	own := errors.New("no such channel")
	for why, c := range map[string]struct{ err, want error }{
		"its own error":                 {own, own},
		"refused":                       {&net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}, syscall.ECONNREFUSED},
		"a deadline is no would-block":  {&net.OpError{Op: "read", Err: os.ErrDeadlineExceeded}, syscall.ETIMEDOUT},
		"neither is that of a context":  {context.DeadlineExceeded, syscall.ETIMEDOUT},
		"there must be something to it": {nil, nil},
	} {
		d := newDriver(t)
		s, h := d.dial(func(context.Context) (net.Conn, error) { return nil, c.err })
		d.until(h, port.Write)
		err := s.Connected()
		var op *port.OpError
		if !errors.As(err, &op) || op.Op != "connect" || c.want != nil && !errors.Is(err, c.want) || errors.Is(err, port.ErrWouldBlock) {
			t.Errorf("%s: %v", why, err)
		}
		if _, err := s.Recv(); err != syscall.ENOTCONN {
			t.Errorf("%s: there is nothing to read: %v", why, err)
		}
		s.Close(false)
	}
}

func TestCloseEndsADial(t *testing.T) {
	d := newDriver(t)
	over := make(chan struct{})
	s, _ := d.dial(func(ctx context.Context) (net.Conn, error) {
		defer close(over)
		<-ctx.Done()
		return nil, ctx.Err()
	})
	s.Close(false)
	<-over
	if err := s.Connected(); err != port.ErrClosed {
		t.Errorf("it is closed: %v", err)
	}
}

func TestAConnThatComesAfterCloseIsClosed(t *testing.T) {
	d := newDriver(t)
	let := make(chan struct{})
	mine, yours := net.Pipe()
	s, _ := d.dial(func(context.Context) (net.Conn, error) { <-let; return mine, nil })
	s.Close(false)
	close(let)
	if _, err := yours.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("nobody has it: %v", err)
	}
}

func TestADialOnAClosedSet(t *testing.T) {
	d := newDriver(t)
	d.set.Close()
	_, err := blocking.Dial(d.set, blocking.Options{}, port.Addr{}, port.Addr{}, func(context.Context) (net.Conn, error) {
		t.Error("is not begun")
		return nil, nil
	})
	if err != port.ErrClosed {
		t.Errorf("Dial: %v", err)
	}
}

func TestTheLocalAddressIsWhatWasAskedForUntilThereIsAConn(t *testing.T) {
	d := newDriver(t)
	local := port.Addr{AddrPort: netip.MustParseAddrPort("127.0.0.9:9")}
	s, err := blocking.Dial(d.set, blocking.Options{}, local, port.Addr{}, func(ctx context.Context) (net.Conn, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := s.LocalAddr(); got != local {
		t.Errorf("it is %v, want %v", got, local)
	}
}
