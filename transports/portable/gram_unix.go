//go:build darwin || freebsd || linux

package portable

import (
	"errors"
	"net"
	"os"
	"syscall"

	"golang.org/x/sys/unix"

	"ravel/core/port"
	"ravel/transports/blocking"
)

// A gram is a UNIX datagram socket.
type gram struct{ datagram }

type gramConn struct{ *net.UnixConn }

func (c gramConn) recv(b []byte) (int, port.Addr, error) {
	n, from, err := c.ReadFromUnix(b)
	if from == nil {
		return n, port.Addr{}, err
	}
	return n, blocking.Address(from), err
}

// send does not wait, as who receives may be on the same goroutine.
func (c gramConn) send(b []byte, to port.Addr) error {
	err := option(c, "sendto", func(fd int) error {
		if to == (port.Addr{}) {
			return unix.Send(fd, b, 0)
		}
		return unix.Sendto(fd, b, 0, &unix.SockaddrUnix{Name: to.Path})
	})
	if errors.Is(err, unix.EAGAIN) || errors.Is(err, unix.ENOBUFS) { // BSD has no room in its buffers, where Linux would block
		return port.ErrWouldBlock
	}
	return err
}

func (c gramConn) where() port.Addr { return blocking.Address(c.LocalAddr()) }

// openGram opens a UNIX datagram socket, at a path or without one.
func openGram(c port.DatagramConfig) (gramConn, error) {
	if err := nameable(c.At.Path); err != nil && c.At.Path != "" {
		return gramConn{}, err
	}
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_DGRAM, 0)
	if err != nil {
		return gramConn{}, &port.OpError{Op: "socket", Err: err}
	}
	unix.CloseOnExec(fd)
	f := os.NewFile(uintptr(fd), "unixgram")
	defer f.Close()
	if c.At.Path != "" {
		if err := bindPath(fd, c.At.Path, c.Mode); err != nil {
			return gramConn{}, err
		}
	}
	return gramOf(f, c.At.Path)
}

// gramOf is f, which is not taken, as net has it. path is a file to remove if that fails, or "".
func gramOf(f *os.File, path string) (gramConn, error) {
	conn, err := net.FilePacketConn(f)
	if err != nil {
		if path != "" && path[0] != '@' {
			unix.Unlink(path)
		}
		return gramConn{}, blocking.Opening("socket", err)
	}
	return gramConn{conn.(*net.UnixConn)}, nil
}

// bindPath binds fd to path, and makes the mode of its file so. The mode of the socket itself is set first where
// that can be, so that the file is never open to more than it says; chmod then gives what the umask took.
func bindPath(fd int, path string, mode uint32) error {
	named := path[0] != '@'
	if named {
		unix.Fchmod(fd, mode) // BSD refuses
	}
	if err := unix.Bind(fd, &unix.SockaddrUnix{Name: path}); err != nil {
		return &port.OpError{Op: "bind", Err: err}
	}
	if named {
		if err := unix.Chmod(path, mode); err != nil {
			unix.Unlink(path)
			return &port.OpError{Op: "chmod", Err: err}
		}
	}
	return nil
}

// nameable is why a socket cannot have that name: an abstract one is Linux's alone.
func nameable(path string) error {
	switch {
	case path == "":
		return &port.OpError{Op: "bind", Err: syscall.EINVAL}
	case path[0] == '@' && !abstractNames:
		return port.ErrUnsupported
	}
	return nil
}

// gram makes conn a Datagram of p. conn is given.
func (p *Port) gram(conn gramConn, c port.DatagramConfig) (port.Datagram, error) {
	g := &gram{}
	return g, g.start(p, conn, c, g)
}

// Connect fixes the peer.
func (g *gram) Connect(to port.Addr) error {
	g.set.Lock()
	defer g.set.Unlock()
	if g.Closed() {
		return port.ErrClosed
	}
	return g.connectTo(&unix.SockaddrUnix{Name: to.Path})
}

// Close closes the socket. What nobody has received is lost. Its file stays.
func (g *gram) Close(bool) { g.end(g) }
