//go:build linux

package posix

import (
	"golang.org/x/sys/unix"

	"ravel/core/port"
)

// A tcpStream is a stream with TCP's options.
type tcpStream struct{ stream }

func (t *tcpStream) NoDelay() (bool, error) {
	return getFlag(t.fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, "TCP_NODELAY")
}

func (t *tcpStream) SetNoDelay(on bool) error {
	return setFlag(t.fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, "TCP_NODELAY", on)
}

func (t *tcpStream) KeepAlive() (bool, error) {
	return getFlag(t.fd, unix.SOL_SOCKET, unix.SO_KEEPALIVE, "SO_KEEPALIVE")
}

func (t *tcpStream) SetKeepAlive(on bool) error {
	return setFlag(t.fd, unix.SOL_SOCKET, unix.SO_KEEPALIVE, "SO_KEEPALIVE", on)
}

// setTCP sets the options that a configuration asks for. Those of a listener are inherited by the
// connections that it accepts.
func setTCP(fd int, noDelay, keepAlive bool) error {
	if noDelay {
		if err := setFlag(int32(fd), unix.IPPROTO_TCP, unix.TCP_NODELAY, "TCP_NODELAY", true); err != nil {
			return err
		}
	}
	if keepAlive {
		return setFlag(int32(fd), unix.SOL_SOCKET, unix.SO_KEEPALIVE, "SO_KEEPALIVE", true)
	}
	return nil
}

// getFlag reads a socket option that is on or off; name is for the error.
func getFlag(fd int32, level, option int, name string) (bool, error) {
	if fd < 0 {
		return false, port.ErrClosed
	}
	n, err := unix.GetsockoptInt(int(fd), level, option)
	if err != nil {
		return false, &port.OpError{Op: "getsockopt " + name, Err: err}
	}
	return n != 0, nil
}

// setFlag sets a socket option that is on or off; name is for the error.
func setFlag(fd int32, level, option int, name string, on bool) error {
	if fd < 0 {
		return port.ErrClosed
	}
	n := 0
	if on {
		n = 1
	}
	if err := unix.SetsockoptInt(int(fd), level, option, n); err != nil {
		return &port.OpError{Op: "setsockopt " + name, Err: err}
	}
	return nil
}
