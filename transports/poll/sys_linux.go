package poll

import (
	"math"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// ask is ppoll without a mask of signals: raw if it does not wait, and else through the scheduler.
func (o *poller) ask(timeout time.Duration) (int, syscall.Errno) {
	// Seconds have 32 bits on some architectures.
	o.until = unix.NsecToTimespec(int64(min(timeout, math.MaxInt32*time.Second)))
	until := &o.until
	var n uintptr
	var errno syscall.Errno
	switch {
	case timeout == 0:
		n, _, errno = syscall.RawSyscall6(unix.SYS_PPOLL, uintptr(unsafe.Pointer(unsafe.SliceData(o.fds))), uintptr(len(o.fds)),
			uintptr(unsafe.Pointer(until)), 0, 0, 0)
	default:
		if timeout < 0 {
			until = nil
		}
		n, _, errno = syscall.Syscall6(unix.SYS_PPOLL, uintptr(unsafe.Pointer(unsafe.SliceData(o.fds))), uintptr(len(o.fds)),
			uintptr(unsafe.Pointer(until)), 0, 0, 0)
	}
	if errno != 0 {
		return 0, errno
	}
	return int(n), 0
}
