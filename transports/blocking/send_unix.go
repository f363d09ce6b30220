//go:build unix

package blocking

import (
	"syscall"

	"ravel/core/port"
)

// unblock does nothing: net's sockets do not block.
func unblock(syscall.RawConn) {}

// sendNow offers b to the system without waiting, so that a writer is needed only for what it does not
// take. It is called with the lock held, while the writer has nothing in hand.
func (s *Stream) sendNow(b []byte) (n int, err error) {
	if !s.plain() {
		return 0, port.ErrWouldBlock
	}
	rawErr := s.sys.Write(func(fd uintptr) bool {
		for n < len(b) && err == nil {
			var k int
			if k, err = syscall.Write(int(fd), b[n:]); err == syscall.EINTR {
				err = nil
			} else if err == nil {
				n += k
			}
		}
		return true
	})
	if rawErr != nil {
		return n, rawErr
	}
	if err == syscall.EAGAIN {
		err = port.ErrWouldBlock
	}
	return n, err
}
