//go:build darwin || freebsd || linux

package sys

import (
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"

	"golang.org/x/sys/unix"

	"ravel/core/port"
)

// A lock file holds the process id of its owner in digits, and the owner holds flock(2) on it while it
// lives. Both count: the id, for programs that know nothing of flock; flock, where ids say nothing
// (the same id again after a restart, or in another container).
//
// Three rules make taking over safe against others who do the same:
//
//  1. The file appears complete: it is written under another name and then linked or renamed.
//  2. Whoever makes the path lead elsewhere, to nothing or to another file, holds flock on the file
//     that it leads to.
//  3. After getting flock one looks whether the path still leads to that file.

const (
	// lockTries is how often Lock begins again because another process was faster.
	lockTries = 64
	// lockReadMax is how much of a lock file is read; an id has at most 10 digits.
	lockReadMax = 32
)

// A Lock is a lock file that this process holds.
type Lock struct {
	path string
	fd   int
}

// drafts tells apart the names under which the goroutines of one process write lock files.
var drafts atomic.Uint64

// TakeLock makes the file path hold this process's id. EEXIST: another live process, or another Lock of this
// one, holds it. stale: it was taken over from a process that is gone. A path that is a symbolic link is not
// followed: ELOOP, or EMLINK on FreeBSD.
func TakeLock(path string) (l *Lock, stale bool, err error) {
	draft, fd, err := draftLock(path)
	if err != nil {
		return nil, false, err
	}
	for range lockTries {
		err = unix.Link(draft, path)
		if err == nil {
			unix.Unlink(draft)
			break
		}
		if err != unix.EEXIST {
			err = &port.OpError{Op: "link", Err: err}
			break
		}
		if stale, err = takeOver(draft, path); stale || err != errAgain {
			break
		}
		runtime.Gosched()
	}
	if err != nil {
		unix.Unlink(draft)
		unix.Close(fd)
		if err == errAgain {
			err = &port.OpError{Op: "lock", Err: unix.EEXIST}
		}
		return nil, false, err
	}
	return &Lock{path, fd}, stale, nil
}

// FD is the descriptor that holds flock. It is closed by Close, or by whom the caller leaves that to.
func (l *Lock) FD() int { return l.fd }

// Remove removes the file, unless the path leads elsewhere by now. It does not let go of the descriptor.
func (l *Lock) Remove() error {
	if !leadsTo(l.path, l.fd) {
		return nil // somebody removed it by hand
	}
	if err := unix.Unlink(l.path); err != nil {
		return &port.OpError{Op: "unlink", Err: err}
	}
	return nil
}

// Close lets go of the lock. The file stays, for the next to take over, if it was not removed.
func (l *Lock) Close() { unix.Close(l.fd) }

// errAgain is that the world has changed while it was looked at.
const errAgain = unix.EAGAIN

// draftLock writes the lock file under a name of its own and gets flock on it.
func draftLock(path string) (draft string, fd int, err error) {
	draft = path + "." + strconv.Itoa(unix.Getpid()) + "." + strconv.FormatUint(drafts.Add(1), 10)
	unix.Unlink(draft) // of a process that had our id and is gone
	fd, err = unix.Open(draft, unix.O_WRONLY|unix.O_CREAT|unix.O_EXCL|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0o644)
	if err != nil {
		return "", -1, &port.OpError{Op: "open", Err: err}
	}
	text := strconv.Itoa(unix.Getpid()) + "\n"
	n, err := unix.Write(fd, []byte(text))
	if err == nil && n < len(text) {
		err = unix.ENOSPC
	}
	if err == nil {
		err = unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB)
	}
	if err != nil {
		unix.Unlink(draft)
		unix.Close(fd)
		return "", -1, &port.OpError{Op: "write", Err: err}
	}
	return draft, fd, nil
}

// takeOver puts draft in the place of a stale lock. errAgain: somebody else was faster.
func takeOver(draft, path string) (stale bool, err error) {
	fd, err := openLock(path)
	switch {
	case err == unix.ENOENT:
		return false, errAgain
	case err != nil:
		return false, &port.OpError{Op: "open", Err: err}
	}
	defer unix.Close(fd)
	pid := lockOwner(fd)
	if unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB) != nil {
		if isAlive(pid) {
			return false, &port.OpError{Op: "lock", Err: unix.EEXIST}
		}
		return false, errAgain // somebody looks at it, as we do
	}
	if !leadsTo(path, fd) {
		return false, errAgain
	}
	if isAlive(pid) && pid != unix.Getpid() {
		return false, &port.OpError{Op: "lock", Err: unix.EEXIST}
	}
	if err := unix.Rename(draft, path); err != nil {
		return false, &port.OpError{Op: "rename", Err: err}
	}
	return true, nil
}

// Locked reports whether a live process holds the lock.
func Locked(path string) bool {
	fd, err := openLock(path)
	if err != nil {
		return err == unix.EACCES // there, and another user's business
	}
	defer unix.Close(fd)
	if pid := lockOwner(fd); isAlive(pid) && pid != unix.Getpid() {
		return true
	}
	return unix.Flock(fd, unix.LOCK_SH|unix.LOCK_NB) != nil
}

// openLock never follows a link, and never waits at a pipe.
func openLock(path string) (int, error) {
	return unix.Open(path, unix.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
}

// lockOwner is the id in a lock file, or 0 if none can be read.
func lockOwner(fd int) int {
	buf := make([]byte, lockReadMax)
	n, err := unix.Read(fd, buf)
	if err != nil {
		return 0
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(buf[:n])))
	if err != nil {
		return 0
	}
	return pid
}

// isAlive reports whether there is a process of that id; EPERM is one of another user.
func isAlive(pid int) bool {
	if pid <= 0 {
		return false
	}
	err := unix.Kill(pid, 0)
	return err == nil || err == unix.EPERM
}

// leadsTo reports whether path is the file that fd leads to.
func leadsTo(path string, fd int) bool {
	var there, here unix.Stat_t
	return unix.Lstat(path, &there) == nil && unix.Fstat(fd, &here) == nil && there.Dev == here.Dev && there.Ino == here.Ino
}
