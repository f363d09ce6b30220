//go:build unix

package system

import (
	"io"
	"os"

	"golang.org/x/sys/unix"

	"ravel/core/port"
	"ravel/transports/stdio"
)

// New is the System of this process.
func New() stdio.System { return system{} }

type system struct{}

// Standard is documented at stdio.System.
func (system) Standard() (in, out int) { return 0, 1 }

// Read is documented at pipe.System.
func (system) Read(fd int, p []byte) (int, error) {
	n, err := ignoringEINTR(func() (int, error) { return unix.Read(fd, p) })
	switch {
	case err != nil:
		return 0, blocking(err)
	case n == 0 && len(p) > 0:
		return 0, io.EOF
	}
	return n, nil
}

// Write is documented at pipe.System. EPIPE comes without a signal: the runtime takes it.
func (system) Write(fd int, p []byte) (int, error) {
	n, err := ignoringEINTR(func() (int, error) { return unix.Write(fd, p) })
	return max(n, 0), blocking(err)
}

// Close is documented at stdio.System. The number of a standard descriptor would go to the next file that is
// opened, and get what somebody prints.
func (system) Close(fd int) error {
	if fd > 2 {
		return unix.Close(fd)
	}
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		return unix.Close(fd) // in a root without devices there is nothing else
	}
	defer null.Close()
	_, err = ignoringEINTR(func() (int, error) { return 0, replace(int(null.Fd()), fd) })
	return err
}

// Unblock is documented at stdio.System. The mode is that of the open file, which a parent may share.
func (system) Unblock(fd int) (restore func(), err error) {
	flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFL, 0)
	if err != nil {
		return nil, &port.OpError{Op: "fcntl", Err: err}
	}
	if flags&unix.O_NONBLOCK != 0 {
		return func() {}, nil
	}
	if err := unix.SetNonblock(fd, true); err != nil {
		return nil, &port.OpError{Op: "fcntl", Err: err}
	}
	return func() { unix.SetNonblock(fd, false) }, nil // EBADF: there is no mode to give back
}

// EndWrite is documented at stdio.System.
func (system) EndWrite(fd int) error {
	switch err := unix.Shutdown(fd, unix.SHUT_WR); err {
	case unix.ENOTSOCK, unix.ENOTCONN: // closing does it
		return nil
	default:
		return err
	}
}

func blocking(err error) error {
	if err == unix.EAGAIN {
		return port.ErrWouldBlock
	}
	return err
}

func ignoringEINTR(call func() (int, error)) (int, error) {
	for {
		n, err := call()
		if err != unix.EINTR {
			return n, err
		}
	}
}
