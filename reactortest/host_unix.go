//go:build unix

package reactortest

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"syscall"

	"ravel/core"
)

// LocalHost is the Host below a reactor on this machine. It uses system calls alone.
func LocalHost(core.Reactor) Host { return &localHost{} }

// crowdMax is how many connections crowd a listener with the shortest backlog: it holds one, or two.
const crowdMax = 4

// deadPID is above every process id that a system hands out.
const deadPID = 1 << 30

type localHost struct {
	dir  string
	fds  []int // closed with the case
	hole string
}

// Dir makes the directory on first use: the temporary directories of a test have names too long for
// sockets.
func (h *localHost) Dir() string {
	if h.dir == "" {
		dir, err := os.MkdirTemp("", "ravel")
		if err != nil {
			panic(err)
		}
		h.dir = dir
	}
	return h.dir
}

func (h *localHost) Exists(path string) (mode uint32, ok bool) {
	info, err := os.Lstat(path)
	if err != nil {
		return 0, false
	}
	return uint32(info.Mode().Perm()), true
}

// StaleLock writes what a process that has died would have left, as a file and as a link.
func (h *localHost) StaleLock(path string) error {
	return os.WriteFile(path, fmt.Appendf(nil, "%d\n", deadPID), 0o600)
}

func (h *localHost) Close() {
	for _, fd := range h.fds {
		syscall.Close(fd)
	}
	if h.dir != "" {
		os.RemoveAll(filepath.Clean(h.dir))
	}
}

// BlackHole listens with no backlog, and fills what queue there is: a further connect is not answered.
func (h *localHost) BlackHole() string {
	if h.hole != "" {
		return h.hole
	}
	fd, at, err := bound(syscall.SOCK_STREAM)
	if err != nil {
		return ""
	}
	h.fds = append(h.fds, fd)
	if err := syscall.Listen(fd, 0); err != nil {
		return ""
	}
	for range crowdMax {
		if err := h.crowd(at); err != nil {
			return ""
		}
	}
	h.hole = at.String()
	return h.hole
}

func (h *localHost) crowd(at netip.AddrPort) error {
	fd, err := socket(syscall.SOCK_STREAM)
	if err != nil {
		return err
	}
	h.fds = append(h.fds, fd)
	if err := syscall.Connect(fd, sockaddr(at)); err != nil && !errors.Is(err, syscall.EINPROGRESS) {
		return err
	}
	return nil
}

func (h *localHost) Pipe() (r, w int, err error) {
	var p [2]int
	if err := syscall.Pipe(p[:]); err != nil {
		return 0, 0, err
	}
	return p[0], p[1], errors.Join(own(p[0]), own(p[1]))
}

func (h *localHost) ReadDescriptor(fd int, p []byte) (int, error) { return syscall.Read(fd, p) }

func (h *localHost) WriteDescriptor(fd int, p []byte) (int, error) { return syscall.Write(fd, p) }

func (h *localHost) CloseDescriptor(fd int) error { return syscall.Close(fd) }

func (h *localHost) ListeningSocket() (fd int, addr string, err error) {
	fd, at, err := bound(syscall.SOCK_STREAM)
	if err != nil {
		return 0, "", err
	}
	return fd, at.String(), syscall.Listen(fd, 16)
}

func (h *localHost) ConnectedSockets() (a, b int, err error) {
	l, at, err := bound(syscall.SOCK_STREAM)
	if err != nil {
		return 0, 0, err
	}
	defer syscall.Close(l)
	if err := syscall.Listen(l, 1); err != nil {
		return 0, 0, err
	}
	if a, err = syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0); err != nil {
		return 0, 0, err
	}
	// Both descriptors block here, and neither call has to wait: the listener is there.
	if err := syscall.Connect(a, sockaddr(at)); err != nil {
		return 0, 0, err
	}
	if err := syscall.SetNonblock(l, false); err != nil {
		return 0, 0, err
	}
	if b, _, err = syscall.Accept(l); err != nil {
		return 0, 0, err
	}
	return a, b, errors.Join(own(a), own(b))
}

func (h *localHost) DatagramSocket() (fd int, addr string, err error) {
	fd, at, err := bound(syscall.SOCK_DGRAM)
	return fd, at.String(), err
}

// bound is a socket bound to a port of 127.0.0.1.
func bound(kind int) (fd int, at netip.AddrPort, err error) {
	if fd, err = socket(kind); err != nil {
		return 0, at, err
	}
	if err := syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		return 0, at, err
	}
	sa, err := syscall.Getsockname(fd)
	if err != nil {
		return 0, at, err
	}
	in := sa.(*syscall.SockaddrInet4)
	return fd, netip.AddrPortFrom(netip.AddrFrom4(in.Addr), uint16(in.Port)), nil
}

func socket(kind int) (int, error) {
	fd, err := syscall.Socket(syscall.AF_INET, kind, 0)
	if err != nil {
		return 0, err
	}
	return fd, own(fd)
}

// own makes fd non-blocking and keeps it out of child processes.
func own(fd int) error {
	syscall.CloseOnExec(fd)
	return syscall.SetNonblock(fd, true)
}

func sockaddr(at netip.AddrPort) syscall.Sockaddr {
	return &syscall.SockaddrInet4{Port: int(at.Port()), Addr: at.Addr().As4()}
}
