package descriptor

import (
	"errors"
	"syscall"
	"testing"

	"ravel/core"
)

func TestErrorSaysWhatCouldNotBeDone(t *testing.T) {
	err := &Error{Op: "read", FD: 7, Err: syscall.EBADF}
	if got, want := err.Error(), "watch descriptor 7 to read: "+syscall.EBADF.Error(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if !errors.Is(err, syscall.EBADF) || errors.Is(err, core.ErrUnsupported) {
		t.Errorf("%v: want the errno alone", err)
	}
}
