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
		return err
	}
	return os.Chdir("/")
}

func umask(mask int) error {
	unix.Umask(mask)
	return nil
}

// redirect makes descriptors 0, 1 and 2 lead to null, 2 to errors if that is not nil.
func redirect(null, errors *os.File) error {
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

const (
	// noFollow has the opening of a symbolic link fail.
	noFollow = unix.O_NOFOLLOW
	// removesOpen says that a file that is open can be removed.
	removesOpen = true
)

// lock takes f for this process until f is closed, unless another has it. A file system without locks gives
// f to all.
func lock(f *os.File) (taken bool, err error) {
	switch err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err {
	case unix.EWOULDBLOCK:
		return false, nil
	case nil, unix.ENOLCK, unix.EOPNOTSUPP, unix.ENOSYS:
		return true, nil
	default:
		return false, err
	}
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

// onSignals has hangup called on each SIGHUP and rotate on each SIGUSR1, one at a time, until stop is called,
// which waits for one that is under way. A hangup that is nil leaves SIGHUP as it is.
func onSignals(hangup, rotate func()) (stop func()) {
	c, gone := make(chan os.Signal, 2), make(chan struct{})
	signal.Notify(c, syscall.SIGUSR1)
	if hangup != nil {
		signal.Notify(c, syscall.SIGHUP)
	}
	go func() {
		defer close(gone)
		for s := range c {
			if s == syscall.SIGHUP {
				hangup()
			} else {
				rotate()
			}
		}
	}()
	return func() {
		signal.Stop(c)
		close(c)
		<-gone
	}
}

// ignoresHangup reports whether the process was told to outlive its terminal, as nohup(1) does.
func ignoresHangup() bool { return signal.Ignored(syscall.SIGHUP) }

func closeOnExec(fd int) { syscall.CloseOnExec(fd) }
