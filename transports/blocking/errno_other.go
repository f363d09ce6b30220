//go:build !windows

package blocking

import "syscall"

// shared is e: these systems have the shared names themselves.
func shared(e syscall.Errno) syscall.Errno { return e }
