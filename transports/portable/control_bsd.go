//go:build unix && !linux

package portable

import "golang.org/x/sys/unix"

// reuseAddr is both options: SO_REUSEADDR alone allows one address twice for groups only.
func reuseAddr(fd int) error {
	if err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1); err != nil {
		return err
	}
	return unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEPORT, 1)
}

// hearOwnGroups does nothing: these systems have no other way.
func hearOwnGroups(int, bool) {}
