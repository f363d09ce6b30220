package spawn

import (
	"strconv"
	"syscall"
	"unsafe"

	"ravel/core/port"
)

// Terminal is documented at process.System.
func (s *System) Terminal() (ours, childs int, err error) {
	const flags = syscall.O_RDWR | syscall.O_NOCTTY | syscall.O_CLOEXEC
	master, err := syscall.Open("/dev/ptmx", flags|syscall.O_NONBLOCK, 0)
	if err != nil {
		return -1, -1, &port.OpError{Op: "open /dev/ptmx", Err: err}
	}
	slave, err := openSlave(master, flags)
	if err != nil {
		syscall.Close(master)
		return -1, -1, err
	}
	return master, slave, nil
}

func openSlave(master, flags int) (int, error) {
	var locked, number int32
	if err := ioctl(master, syscall.TIOCSPTLCK, &locked); err != nil {
		return -1, &port.OpError{Op: "ioctl TIOCSPTLCK", Err: err}
	}
	if err := ioctl(master, syscall.TIOCGPTN, &number); err != nil {
		return -1, &port.OpError{Op: "ioctl TIOCGPTN", Err: err}
	}
	path := "/dev/pts/" + strconv.Itoa(int(number))
	slave, err := syscall.Open(path, flags, 0)
	if err != nil {
		return -1, &port.OpError{Op: "open " + path, Err: err}
	}
	return slave, nil
}

func ioctl(fd int, request uintptr, v *int32) error {
	_, _, e := syscall.Syscall(syscall.SYS_IOCTL, uintptr(fd), request, uintptr(unsafe.Pointer(v)))
	if e != 0 {
		return e
	}
	return nil
}
