//go:build linux

package epoll

import (
	"testing"

	"golang.org/x/sys/unix"

	"ravel/core/port"
)

func TestFault(t *testing.T) {
	want(t, "EAGAIN", fault(unix.EAGAIN), port.ErrWouldBlock)
	want(t, "every call on a closed sock", fault(unix.EBADF), port.ErrClosed)
	want(t, "anything else is itself", fault(unix.ECONNRESET), error(unix.ECONNRESET))
}

func TestRawCallsDoNotWait(t *testing.T) {
	// The raw calls keep the scheduler's P: on a descriptor that would block they must not.
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer closeAll(fds[:])
	_, e := rawRecv(int32(fds[0]), make([]byte, 1), 0)
	want(t, "receiving from a blocking socket", e, unix.EAGAIN)
	full := make([]byte, 1<<20)
	for e = 0; e == 0; {
		_, e = rawSend(int32(fds[0]), full)
	}
	want(t, "sending to a full one", e, unix.EAGAIN)
}
