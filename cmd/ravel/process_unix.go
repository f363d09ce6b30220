//go:build unix

package main

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// alive reports whether there is a process of that id, be it another user's.
func alive(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}

// detached has a child be the leader of a session of its own, without a terminal.
func detached() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }

// confine makes dir the root of the file system that this process sees.
func confine(dir string) error {
	if err := unix.Chroot(dir); err != nil {
		return fmt.Errorf("--chroot %s: %w", dir, err)
	}
	return os.Chdir("/")
}

func umask(mask int) error {
	unix.Umask(mask)
	return nil
}

// redirect makes descriptors 0, 1 and 2 lead to the null device, 2 to errors if that is not nil.
func redirect(errors *os.File) error {
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer null.Close()
	if errors == nil {
		errors = null
	}
	for fd, to := range []*os.File{null, null, errors} {
		if err := duplicate(int(to.Fd()), fd); err != nil {
			return err
		}
	}
	return nil
}

// become gives up the present user and groups for those of i.
func become(i identity) error {
	if i.uid == os.Getuid() && i.gid == os.Getgid() && i.uid != 0 {
		return nil // and nothing else is allowed
	}
	if err := syscall.Setgroups(i.groups); err != nil {
		return fmt.Errorf("changing to the groups %v: %w", i.groups, err)
	}
	if err := syscall.Setgid(i.gid); err != nil {
		return fmt.Errorf("changing to group %d: %w", i.gid, err)
	}
	if i.uid == os.Getuid() {
		return nil
	}
	if err := syscall.Setuid(i.uid); err != nil {
		return fmt.Errorf("changing to user %d: %w", i.uid, err)
	}
	// Whoever can come back has given up nothing.
	if i.uid != 0 && syscall.Setuid(0) == nil {
		return errors.New("changing to user " + strconv.Itoa(i.uid) + ": the privileges can be taken back")
	}
	return nil
}

// onHangup has f called on each SIGHUP until stop is called.
func onHangup(f func()) (stop func()) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGHUP)
	go func() {
		for range c {
			f()
		}
	}()
	return func() {
		signal.Stop(c)
		close(c)
	}
}

func closeOnExec(fd int) { syscall.CloseOnExec(fd) }
