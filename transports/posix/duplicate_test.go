//go:build linux

package posix_test

import (
	"testing"

	"golang.org/x/sys/unix"

	"ravel/core/port"
)

func TestDuplicateDescriptor(t *testing.T) {
	r := newRig(t)
	var table port.DescriptorTable = r.p
	in, out := r.pipes(1)
	dup, err := table.DuplicateDescriptor(in[0])
	r.must("duplicating", err)
	flags, err := unix.FcntlInt(uintptr(dup), unix.F_GETFD, 0)
	r.must("asking for flags", err)
	want(t, "children do not inherit it", flags, unix.FD_CLOEXEC)
	r.must("closing the original", table.CloseDescriptor(in[0]))
	unix.Write(out[0], []byte("x"))
	var b [1]byte
	n, err := unix.Read(dup, b[:])
	r.must("the duplicate works", err)
	want(t, "on the same pipe", n, 1)
	r.must("closing the duplicate", table.CloseDescriptor(dup))
	r.wantErr("closing it again", table.CloseDescriptor(dup), unix.EBADF)
	_, err = table.DuplicateDescriptor(dup)
	r.wantErr("duplicating what is closed", err, unix.EBADF)
}
