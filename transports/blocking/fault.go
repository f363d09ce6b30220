package blocking

import (
	"context"
	"errors"
	"net"
	"os"
	"syscall"

	"ravel/core/port"
)

// Fault is an error of net on an open socket as the seam has it: the system's errno by its shared name,
// port.ErrClosed or port.ErrWouldBlock; what is none of them stays what it is.
func Fault(err error) error {
	var e syscall.Errno
	switch {
	case err == nil:
		return nil
	case errors.As(err, &e):
		return shared(e)
	case errors.Is(err, net.ErrClosed):
		return port.ErrClosed
	case errors.Is(err, os.ErrDeadlineExceeded):
		return port.ErrWouldBlock
	case errors.Is(err, context.Canceled):
		return syscall.ECANCELED
	}
	return err
}

// final is Fault of what ends something: a deadline is somebody else's then, and ETIMEDOUT, since nothing can
// succeed later.
func final(err error) error {
	if errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded) {
		return syscall.ETIMEDOUT
	}
	return Fault(err)
}

// Opening is an error of net on opening a socket: a port.OpError with the step if that is known.
func Opening(op string, err error) error {
	if err == nil {
		return nil
	}
	var sys *os.SyscallError
	if errors.As(err, &sys) {
		op = sys.Syscall
	}
	return &port.OpError{Op: op, Err: final(err)}
}
