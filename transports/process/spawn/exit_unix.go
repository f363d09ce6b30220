//go:build unix && !linux

package spawn

import "syscall"

// fork starts a process. There is no pidfd.
func fork(path string, args []string, attr *syscall.ProcAttr) (pid, pidfd int, err error) {
	pid, _, err = syscall.StartProcess(path, args, attr)
	return pid, -1, err
}
