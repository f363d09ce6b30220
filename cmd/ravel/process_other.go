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
func confine(string) error           { return unsupported("changing the root") }
func umask(int) error                { return unsupported("--umask") }
func become(identity) error          { return unsupported("becoming another user") }

func redirect(null, errors *os.File) error { return unsupported("--daemon") }

func onSignals(hangup, rotate func()) (stop func()) { return func() {} }
func ignoresHangup() bool                           { return true }

const (
	noFollow    = 0
	removesOpen = false
)

// lock leaves it to the id in the file to say whose it is.
func lock(*os.File) (taken bool, err error) { return true, nil }

func closeOnExec(int) {}
