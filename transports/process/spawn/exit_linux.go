package spawn

import "syscall"

// fork starts a process and returns a pidfd for it, -1 where the kernel has none.
func fork(path string, args []string, attr *syscall.ProcAttr) (pid, pidfd int, err error) {
	pidfd = -1
	attr.Sys.PidFD = &pidfd
	pid, _, err = syscall.StartProcess(path, args, attr)
	return pid, pidfd, err
}
