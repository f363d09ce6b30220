//go:build unix && !linux

package system

import "golang.org/x/sys/unix"

// replace makes fd lead where from leads.
func replace(from, fd int) error { return unix.Dup2(from, fd) }
