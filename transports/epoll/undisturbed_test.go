//go:build linux

package epoll

import (
	"runtime"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// undisturbed keeps the runtime from interrupting the test's system calls until its end: an interrupted Wait
// ends early, as it may.
func undisturbed(t *testing.T) {
	t.Helper()
	var preemption, before unix.Sigset_t
	const bits = 8 * int(unsafe.Sizeof(preemption.Val[0]))
	preemption.Val[(int(unix.SIGURG)-1)/bits] |= 1 << ((int(unix.SIGURG) - 1) % bits)
	runtime.LockOSThread()
	if err := unix.PthreadSigmask(unix.SIG_BLOCK, &preemption, &before); err != nil {
		t.Fatalf("blocking the signal: %v", err)
	}
	t.Cleanup(func() {
		unix.PthreadSigmask(unix.SIG_SETMASK, &before, nil)
		runtime.UnlockOSThread()
	})
}
