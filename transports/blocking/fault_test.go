package blocking_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"syscall"
	"testing"

	"ravel/core/port"
	"ravel/transports/blocking"
)

func TestErrorsOfNetAsTheSeamHasThem(t *testing.T) {
	own := errors.New("a conn's own")
	for _, c := range []struct{ in, want error }{
		{nil, nil},
		{io.EOF, io.EOF},
		{own, own},
		{&net.OpError{Op: "read", Err: os.NewSyscallError("read", syscall.ECONNRESET)}, syscall.ECONNRESET},
		{&net.OpError{Op: "write", Err: os.NewSyscallError("write", syscall.EPIPE)}, syscall.EPIPE},
		{fmt.Errorf("wrapped: %w", net.ErrClosed), port.ErrClosed},
		{&net.OpError{Op: "read", Err: os.ErrDeadlineExceeded}, port.ErrWouldBlock},
		{context.Canceled, syscall.ECANCELED},
	} {
		if got := blocking.Fault(c.in); got != c.want {
			t.Errorf("%v is %v, want %v", c.in, got, c.want)
		}
	}
}

func TestTheStepThatFailed(t *testing.T) {
	if err := blocking.Opening("listen", nil); err != nil {
		t.Errorf("nothing has failed: %v", err)
	}
	for _, c := range []struct {
		err error
		op  string
		is  error
	}{
		{&net.OpError{Op: "listen", Err: os.NewSyscallError("bind", syscall.EADDRINUSE)}, "bind", syscall.EADDRINUSE},
		{&net.OpError{Op: "dial", Err: syscall.ENETUNREACH}, "listen", syscall.ENETUNREACH},
		{os.ErrDeadlineExceeded, "listen", syscall.ETIMEDOUT},
	} {
		var op *port.OpError
		if err := blocking.Opening("listen", c.err); !errors.As(err, &op) || op.Op != c.op || op.Err != c.is {
			t.Errorf("%v is %v, want %s: %v", c.err, err, c.op, c.is)
		}
	}
}
