package spawn

import "syscall"

const (
	sysCloseRange       = 436 // the same on every architecture
	closeRangeCloseExec = 1 << 2
	firstOther          = 3 // after the standard ones, which the fork closes by itself
)

// keepOthers marks every descriptor close-on-exec, so that a child gets none but those that it is given. It
// stays marked: what the program starts by other means has to be given its descriptors by name as well, as
// os/exec does.
func keepOthers() {
	_, _, e := syscall.RawSyscall(sysCloseRange, firstOther, uintptr(^uint32(0)), closeRangeCloseExec)
	if e != 0 { // ENOSYS or EINVAL: a kernel before 5.11
		markListed("/proc/self/fd")
	}
}
