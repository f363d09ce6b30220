package stream

import (
	"errors"
	"fmt"
	"os"
	"syscall"
	"testing"

	"ravel/core"
	"ravel/core/port"
)

func TestConnectReason(t *testing.T) {
	for _, c := range []struct {
		err  error
		unix bool
		want error
	}{
		{syscall.ECONNREFUSED, false, core.ErrConnectionRefused},
		{syscall.ECONNREFUSED, true, core.ErrConnectionRefused},
		{syscall.ENOENT, true, core.ErrConnectionRefused},
		{syscall.ENOENT, false, core.ErrConnectFailed},
		{syscall.ETIMEDOUT, false, core.ErrTimeout},
		{syscall.EHOSTUNREACH, false, core.ErrNoRoute},
		{syscall.ENETUNREACH, false, core.ErrNoRoute},
		{syscall.EADDRNOTAVAIL, false, core.ErrConnectFailed},
		{&port.OpError{Op: "bind", Err: syscall.EADDRNOTAVAIL}, false, core.ErrConnectBind},
		{&port.OpError{Op: "connect", Err: syscall.ECONNREFUSED}, false, core.ErrConnectionRefused},
		{os.NewSyscallError("connect", syscall.ECONNREFUSED), false, core.ErrConnectionRefused},
		{errors.New("something else"), false, core.ErrConnectFailed},
	} {
		if got := connectReason(c.err, c.unix); got != c.want {
			t.Errorf("%v over unix=%v means %v, want %v", c.err, c.unix, got, c.want)
		}
	}
}

func TestAcceptTrouble(t *testing.T) {
	for err, want := range map[error]trouble{
		port.ErrWouldBlock:   nobody,
		syscall.ECONNABORTED: skipped,
		syscall.EPERM:        skipped,
		syscall.EINTR:        skipped,
		syscall.EMFILE:       exhausted,
		syscall.ENFILE:       exhausted,
		syscall.ENOBUFS:      exhausted,
		syscall.ENOMEM:       exhausted,
		syscall.EBADF:        exhausted, // nothing is known of it, so it must not spin
	} {
		if got := acceptTrouble(err); got != want {
			t.Errorf("%v: trouble %d, want %d", err, got, want)
		}
	}
}

func TestAgain(t *testing.T) {
	for err, want := range map[error]bool{
		port.ErrWouldBlock: true,
		syscall.EINTR:      true,
		syscall.ECONNRESET: false,
		nil:                false,
	} {
		if got := again(err); got != want {
			t.Errorf("again(%v) is %v", err, got)
		}
	}
}

func TestLostErrorIsBothReasonAndErrno(t *testing.T) {
	err := fmt.Errorf("wrapped: %w", lostAt("read", syscall.ECONNRESET))
	if !errors.Is(err, core.ErrConnectionLost) || !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("%v is not both the loss and its errno", err)
	}
}
