//go:build darwin || freebsd || linux

package sys

import "golang.org/x/sys/unix"

// A File tells open files apart as far as the system does: numbers of descriptors are used again. Pipes, sockets
// and files have an id each; eventfds and their like share one.
type File struct {
	dev, ino uint64
	kind     uint32
}

// Identify is the file that fd leads to: EBADF for no descriptor.
func Identify(fd int) (File, error) {
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err != nil {
		return File{}, err
	}
	return File{uint64(st.Dev), uint64(st.Ino), uint32(st.Mode) & unix.S_IFMT}, nil
}
