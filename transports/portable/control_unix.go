//go:build unix

package portable

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// shared has several sockets listen at one address: streams share what comes, datagram sockets of one
// group each get all.
func shared(stream bool) func(network, address string, c syscall.RawConn) error {
	option, name := unix.SO_REUSEADDR, "setsockopt SO_REUSEADDR"
	if stream {
		option, name = unix.SO_REUSEPORT, "setsockopt SO_REUSEPORT"
	}
	return func(_, _ string, c syscall.RawConn) error {
		var failed error
		err := c.Control(func(fd uintptr) {
			failed = os.NewSyscallError(name, unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, option, 1))
		})
		if err != nil {
			return err
		}
		return failed
	}
}

// broadcast and setBroadcast are SO_BROADCAST of conn.
func broadcast(conn syscall.Conn) (on bool, err error) {
	err = option(conn, "getsockopt SO_BROADCAST", func(fd int) error {
		n, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_BROADCAST)
		on = n != 0
		return err
	})
	return on, err
}

func setBroadcast(conn syscall.Conn, on bool) error {
	n := 0
	if on {
		n = 1
	}
	return option(conn, "setsockopt SO_BROADCAST", func(fd int) error {
		return unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_BROADCAST, n)
	})
}

func option(conn syscall.Conn, name string, f func(fd int) error) error {
	raw, err := conn.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	if err := raw.Control(func(fd uintptr) { failed = f(int(fd)) }); err != nil {
		return err
	}
	return os.NewSyscallError(name, failed)
}
