//go:build linux

package posix_test

import (
	"testing"

	"golang.org/x/sys/unix"

	"ravel/core/port"
	"ravel/transports/posix"
)

func TestFault(t *testing.T) {
	want(t, "EAGAIN", posix.Fault(unix.EAGAIN), port.ErrWouldBlock)
	want(t, "every call on a closed Sock", posix.Fault(unix.EBADF), port.ErrClosed)
	want(t, "anything else is itself", posix.Fault(unix.ECONNRESET), error(unix.ECONNRESET))
}

func TestRawCallsDoNotWait(t *testing.T) {
	// The raw calls keep the scheduler's P: on a descriptor that would block they must not.
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer closeAll(fds[:])
	_, e := posix.RawRecv(int32(fds[0]), make([]byte, 1), 0)
	want(t, "receiving from a blocking socket", e, unix.EAGAIN)
	full := make([]byte, 1<<20)
	for e = 0; e == 0; {
		_, e = posix.RawSend(int32(fds[0]), full)
	}
	want(t, "sending to a full one", e, unix.EAGAIN)
}
