//go:build unix

package native

import "golang.org/x/sys/unix"

// Close closes the descriptor.
func (f ListenFD) Close() error { return unix.Close(f.FD) }

// closeOnExec has children not inherit fd.
func closeOnExec(fd int) error {
	_, err := unix.FcntlInt(uintptr(fd), unix.F_SETFD, unix.FD_CLOEXEC)
	return err
}
