//go:build unix

package portable

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// share has several listeners at one address share what comes.
func share(_, _ string, c syscall.RawConn) error {
	return control(c, "setsockopt SO_REUSEPORT", func(fd int) error {
		return unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEPORT, 1)
	})
}

// beforeBind is what a UDP socket is given before it is bound. With reuse several sockets can be bound to one
// address; those of one group each get all.
func beforeBind(reuse bool) func(network, address string, c syscall.RawConn) error {
	return func(network, _ string, c syscall.RawConn) error {
		return control(c, "setsockopt SO_REUSEADDR", func(fd int) error {
			hearOwnGroups(fd, network == "udp6")
			if !reuse {
				return nil
			}
			return reuseAddr(fd)
		})
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

// option has f ask for, or set, an option of conn; name is for the error.
func option(conn syscall.Conn, name string, f func(fd int) error) error {
	raw, err := conn.SyscallConn()
	if err != nil {
		return err
	}
	return control(raw, name, f)
}

func control(raw syscall.RawConn, name string, f func(fd int) error) error {
	var failed error
	if err := raw.Control(func(fd uintptr) { failed = f(int(fd)) }); err != nil {
		return err
	}
	return os.NewSyscallError(name, failed)
}
