//go:build !unix

package main

import (
	"fmt"
	"os"
	"runtime"
	"syscall"

	"ravel/core"
)

func unsupported(what string) error {
	return fmt.Errorf("%s on %s: %w", what, runtime.GOOS, core.ErrUnsupported)
}

// alive reports whether there is a process of that id.
func alive(pid int) bool {
	p, err := os.FindProcess(pid)
	if err == nil {
		p.Release()
	}
	return err == nil
}

func detached() *syscall.SysProcAttr { return nil }
func confine(string) error           { return unsupported("--chroot") }
func umask(int) error                { return unsupported("--umask") }
func redirect(*os.File) error        { return unsupported("--daemon") }
func become(identity) error          { return unsupported("--uid") }
func onHangup(func()) (stop func())  { return func() {} }

func closeOnExec(int) {}
