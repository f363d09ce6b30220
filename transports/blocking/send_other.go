//go:build !unix && !windows

package blocking

import (
	"syscall"

	"ravel/core/port"
)

// unblock does nothing here.
func unblock(syscall.RawConn) {}

// sendNow takes nothing: the system has no call for it that does not wait, so the writer sends.
func (s *Stream) sendNow([]byte) (int, error) { return 0, port.ErrWouldBlock }
