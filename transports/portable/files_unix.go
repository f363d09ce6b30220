//go:build darwin || freebsd || linux

package portable

import (
	"golang.org/x/sys/unix"

	"ravel/core/port"
	"ravel/transports/sys"
)

var (
	_ port.Files           = (*Port)(nil)
	_ port.DescriptorTable = (*Port)(nil)
)

// files is the lock files that a Port holds, by path.
type files struct{ locks map[string]*sys.Lock }

func (f *files) close() {
	for path, l := range f.locks {
		l.Close()
		delete(f.locks, path)
	}
}

// Unlink removes a socket file. What is no socket stays, with ENOTSOCK: somebody put it there since.
func (p *Port) Unlink(path string) error { return sys.Unlink(path) }

// Lock makes the file path hold this process's id. EEXIST: another live process, or another Port of
// this one, holds it.
func (p *Port) Lock(path string) (stale bool, err error) {
	if p.closed() {
		return false, port.ErrClosed
	}
	l, stale, err := sys.TakeLock(path)
	if err != nil {
		return false, err
	}
	if p.files.locks == nil {
		p.files.locks = make(map[string]*sys.Lock)
	}
	p.files.locks[path] = l
	return stale, nil
}

// Unlock removes a lock file that this Port made; ENOENT if it made none.
func (p *Port) Unlock(path string) error {
	l := p.files.locks[path]
	if l == nil {
		return &port.OpError{Op: "unlock", Err: unix.ENOENT}
	}
	delete(p.files.locks, path)
	defer l.Close()
	return l.Remove()
}

// Locked reports whether a live process holds the lock.
func (p *Port) Locked(path string) bool { return sys.Locked(path) }

// DuplicateDescriptor makes another descriptor of the same open file, which children do not inherit.
func (p *Port) DuplicateDescriptor(fd int) (int, error) { return sys.Duplicate(fd) }

// CloseDescriptor closes a descriptor that no Sock owns.
func (p *Port) CloseDescriptor(fd int) error { return sys.Close(fd) }
