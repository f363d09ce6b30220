//go:build linux

package posix

import (
	"golang.org/x/sys/unix"

	"ravel/core/port"
	"ravel/transports/sys"
)

// A lock is a lock file that this Port holds. It is a Sock so that the Port's Close lets go of it.
type lock struct {
	Sock
	file *sys.Lock
}

// Lock makes the file path hold this process's id. EEXIST: another live process, or another Port of
// this one, holds it. A path that is a symbolic link is not followed: ELOOP.
func (p *Port) Lock(path string) (stale bool, err error) {
	if p.closed {
		return false, port.ErrClosed
	}
	file, stale, err := sys.TakeLock(path)
	if err != nil {
		return false, err
	}
	l := &lock{file: file}
	p.add(&l.Sock, file.FD())
	if p.locks == nil {
		p.locks = make(map[string]*lock)
	}
	p.locks[path] = l
	return stale, nil
}

// Unlock removes a lock file that this Port made; ENOENT if it made none.
func (p *Port) Unlock(path string) error {
	l := p.locks[path]
	if l == nil || l.fd < 0 {
		return &port.OpError{Op: "unlock", Err: unix.ENOENT}
	}
	delete(p.locks, path)
	defer l.Close(false)
	return l.file.Remove()
}

// Locked reports whether a live process holds the lock.
func (p *Port) Locked(path string) bool { return sys.Locked(path) }
