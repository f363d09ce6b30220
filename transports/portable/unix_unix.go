//go:build darwin || freebsd || linux

package portable

import (
	"context"
	"net"
	"os"
	"syscall"

	"golang.org/x/sys/unix"

	"ravel/core/port"
	"ravel/transports/blocking"
)

// dialUNIX starts a connection to a path. A system connects at once or refuses; net waits for a backlog
// that is full.
func (p *Port) dialUNIX(c port.DialConfig) (port.Stream, error) {
	if c.Local.Path != "" || c.Local.AddrPort.IsValid() || c.To.AddrPort.IsValid() {
		return nil, &port.OpError{Op: "bind", Err: syscall.EAFNOSUPPORT}
	}
	if err := nameable(c.To.Path); err != nil {
		return nil, err
	}
	return dialled(blocking.Dial(p.set, blocking.Options{Descriptors: true}, c.Local, c.To, func(ctx context.Context) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "unix", c.To.Path)
	}))
}

// listenUNIX listens at a path.
func (p *Port) listenUNIX(c port.ListenConfig) (port.Listener, error) {
	if err := nameable(c.At.Path); err != nil {
		return nil, err
	}
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	if err != nil {
		return nil, &port.OpError{Op: "socket", Err: err}
	}
	unix.CloseOnExec(fd)
	f := os.NewFile(uintptr(fd), c.At.Path)
	defer f.Close()
	if err := bindPath(fd, c.At.Path, c.Mode); err != nil {
		return nil, err
	}
	var l port.Listener
	if err = unix.Listen(fd, c.Backlog); err != nil {
		err = &port.OpError{Op: "listen", Err: err}
	} else {
		l, err = p.serveFile(f, c)
	}
	if err != nil && c.At.Path[0] != '@' {
		unix.Unlink(c.At.Path)
	}
	return l, err
}

// serveFile is f, which listens and is not taken, as a Listener.
func (p *Port) serveFile(f *os.File, c port.ListenConfig) (port.Listener, error) {
	l, err := net.FileListener(f)
	if err != nil {
		return nil, blocking.Opening("listen", err)
	}
	o := blocking.Options{NoDelay: c.NoDelay, KeepAlive: c.KeepAlive}
	if u, ok := l.(*net.UnixListener); ok {
		u.SetUnlinkOnClose(false) // who stops listening does
		o = blocking.Options{Descriptors: true}
	}
	return listening(blocking.Listen(p.set, l, o))
}
