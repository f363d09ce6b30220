//go:build unix

package spawn

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"

	"ravel/core"
	"ravel/core/port"
	"ravel/transports/process"
)

// A Loop is told of exits.
type Loop interface {
	core.Poster
	port.Loop
}

// A System starts processes on this machine.
type System struct {
	loop Loop
	live map[*child]struct{} // started and not told to have exited
}

var _ process.System = (*System)(nil)

// New is the System for a reactor's loop.
func New(l Loop) process.System { return &System{loop: l, live: make(map[*child]struct{})} }

// Start is documented at process.System.
func (s *System) Start(c process.Command, exited func(process.Status)) (process.Process, error) {
	path, err := find(c.Path)
	if err != nil {
		return nil, err
	}
	if err := vet(c); err != nil {
		return nil, err
	}
	env := c.Env
	if env == nil {
		env = os.Environ()
	}
	attr := &syscall.ProcAttr{Dir: c.Dir, Env: env, Files: files(c.FDs), Sys: &syscall.SysProcAttr{}}
	if c.Terminal {
		attr.Sys.Setsid, attr.Sys.Setctty = true, true
	}
	if u := c.User; u != nil {
		attr.Sys.Credential = &syscall.Credential{Uid: u.UID, Gid: u.GID, Groups: u.Groups}
	}
	keepOthers()
	pid, pidfd, err := fork(path, c.Args, attr)
	if err != nil {
		return nil, err
	}
	k := &child{s: s, pid: pid, pidfd: pidfd, exited: exited}
	s.live[k] = struct{}{}
	k.await()
	return k, nil
}

// Abandon is documented at process.System. Those that have not exited are waited for by a goroutine each.
func (s *System) Abandon() {
	for k := range s.live {
		k.abandon()
	}
}

// find is the file of an executable. The error is the system's: exec's own sentinel is no fs.ErrNotExist.
func find(path string) (string, error) {
	if strings.Contains(path, "/") {
		return path, nil
	}
	found, err := exec.LookPath(path)
	if errors.Is(err, exec.ErrNotFound) {
		return "", syscall.ENOENT
	}
	return found, err
}

// vet finds what the fork would only call ENOENT or EBADF.
func vet(c process.Command) error {
	if c.Dir != "" {
		if _, err := os.Stat(c.Dir); err != nil {
			return fmt.Errorf("its directory: %w", err)
		}
	}
	for i, fd := range c.FDs {
		var st syscall.Stat_t
		if fd < 0 {
			continue
		}
		if err := syscall.Fstat(fd, &st); err != nil {
			return fmt.Errorf("descriptor %d for its %d: %w", fd, i, err)
		}
	}
	return nil
}

// files are fds as the fork wants them, where the highest number is none.
func files(fds []int) []uintptr {
	fs := make([]uintptr, len(fds))
	for i, fd := range fds {
		fs[i] = uintptr(fd)
	}
	return fs
}

// Pipe is documented at process.System.
func (s *System) Pipe(parentReads bool) (ours, childs int, err error) {
	r, w, err := pipe()
	if err != nil {
		return -1, -1, &port.OpError{Op: "pipe", Err: err}
	}
	ours, childs = w, r
	if parentReads {
		ours, childs = r, w
	}
	if err := syscall.SetNonblock(ours, true); err != nil {
		syscall.Close(r)
		syscall.Close(w)
		return -1, -1, &port.OpError{Op: "fcntl", Err: err}
	}
	return ours, childs, nil
}

// pipe makes a pipe that no child inherits by chance.
func pipe() (r, w int, err error) {
	var p [2]int
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	if err := syscall.Pipe(p[:]); err != nil {
		return -1, -1, err
	}
	syscall.CloseOnExec(p[0])
	syscall.CloseOnExec(p[1])
	return p[0], p[1], nil
}

// Read is documented at process.System.
func (s *System) Read(fd int, p []byte) (int, error) {
	n, err := ignoringEINTR(func() (int, error) { return syscall.Read(fd, p) })
	switch {
	case err != nil:
		return 0, blocking(err)
	case n == 0 && len(p) > 0:
		return 0, io.EOF
	}
	return n, nil
}

// Write is documented at process.System. EPIPE comes without a signal: the runtime takes it.
func (s *System) Write(fd int, p []byte) (int, error) {
	n, err := ignoringEINTR(func() (int, error) { return syscall.Write(fd, p) })
	return max(n, 0), blocking(err)
}

// Close is documented at process.System.
func (s *System) Close(fd int) error { return syscall.Close(fd) }

func blocking(err error) error {
	if err == syscall.EAGAIN {
		return port.ErrWouldBlock
	}
	return err
}

func ignoringEINTR(call func() (int, error)) (int, error) {
	for {
		n, err := call()
		if err != syscall.EINTR {
			return n, err
		}
	}
}
