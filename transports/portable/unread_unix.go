//go:build unix

package portable

import (
	"syscall"
)

// awaitRoom waits for unpark, and for the connection's failure meanwhile: the system says that something
// has happened, and SO_ERROR what.
func (s *stream) awaitRoom() error {
	raw, err := s.conn.SyscallConn()
	if err == nil {
		var failed syscall.Errno
		raw.Read(func(fd uintptr) bool {
			n, err := syscall.GetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_ERROR)
			if err == nil {
				failed = syscall.Errno(n)
			}
			return failed != 0
		})
		if failed != 0 {
			return failed
		}
	}
	<-s.roomy
	return nil
}
