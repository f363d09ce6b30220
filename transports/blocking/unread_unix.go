//go:build unix

package blocking

import (
	"syscall"
)

// awaitRoom waits for unpark, and for the connection's failure meanwhile: the system says that something
// has happened, and SO_ERROR what.
func (s *Stream) awaitRoom() error {
	if s.sys != nil {
		var failed syscall.Errno
		s.sys.Read(func(fd uintptr) bool {
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
