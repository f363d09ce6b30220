//go:build linux

package posix

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"

	"ravel/core/port"
)

// Raw system calls keep the P: each one here is on a descriptor that does not block, or says
// MSG_DONTWAIT. A nil slice is a null pointer of length 0.

// fault is the error of the seam for an errno.
func fault(e syscall.Errno) error {
	switch e {
	case unix.EAGAIN:
		return port.ErrWouldBlock
	case unix.EBADF: // every call on a closed Sock: its fd is -1
		return port.ErrClosed
	}
	return e
}

func rawRecv(fd int32, p []byte, flags int) (int, syscall.Errno) {
	for {
		n, _, e := syscall.RawSyscall6(unix.SYS_RECVFROM, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(p))),
			uintptr(len(p)), uintptr(flags|unix.MSG_DONTWAIT), 0, 0)
		if e != unix.EINTR {
			return count(n, e), e
		}
	}
}

func rawSend(fd int32, p []byte) (int, syscall.Errno) {
	for {
		n, _, e := syscall.RawSyscall6(unix.SYS_SENDTO, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(p))),
			uintptr(len(p)), unix.MSG_DONTWAIT|unix.MSG_NOSIGNAL, 0, 0)
		if e != unix.EINTR {
			return count(n, e), e
		}
	}
}

func rawSendMsg(fd int32, m *unix.Msghdr) (int, syscall.Errno) {
	for {
		n, _, e := syscall.RawSyscall(unix.SYS_SENDMSG, uintptr(fd), uintptr(unsafe.Pointer(m)),
			unix.MSG_DONTWAIT|unix.MSG_NOSIGNAL)
		if e != unix.EINTR {
			return count(n, e), e
		}
	}
}

func rawRecvMsg(fd int32, m *unix.Msghdr, flags int) (int, syscall.Errno) {
	for {
		n, _, e := syscall.RawSyscall(unix.SYS_RECVMSG, uintptr(fd), uintptr(unsafe.Pointer(m)),
			uintptr(flags|unix.MSG_DONTWAIT))
		if e != unix.EINTR {
			return count(n, e), e
		}
	}
}

// rawAccept needs a listening descriptor that does not block.
func rawAccept(fd int32, raw *unix.RawSockaddrAny, rawLen *uint32) (int, syscall.Errno) {
	*rawLen = uint32(unsafe.Sizeof(*raw))
	n, _, e := syscall.RawSyscall6(unix.SYS_ACCEPT4, uintptr(fd), uintptr(unsafe.Pointer(raw)),
		uintptr(unsafe.Pointer(rawLen)), unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0, 0)
	return count(n, e), e
}

func rawShutdown(fd int32, how int) syscall.Errno {
	_, _, e := syscall.RawSyscall(unix.SYS_SHUTDOWN, uintptr(fd), uintptr(how), 0)
	return e
}

// rawClose never tries again: on Linux the descriptor is free also after EINTR.
func rawClose(fd int32) syscall.Errno {
	_, _, e := syscall.RawSyscall(unix.SYS_CLOSE, uintptr(fd), 0, 0)
	return e
}

func rawBind(fd int32, raw *unix.RawSockaddrAny, rawLen uint32) syscall.Errno {
	_, _, e := syscall.RawSyscall(unix.SYS_BIND, uintptr(fd), uintptr(unsafe.Pointer(raw)), uintptr(rawLen))
	return e
}

func rawConnect(fd int32, raw *unix.RawSockaddrAny, rawLen uint32) syscall.Errno {
	_, _, e := syscall.RawSyscall(unix.SYS_CONNECT, uintptr(fd), uintptr(unsafe.Pointer(raw)), uintptr(rawLen))
	return e
}

func rawGetsockname(fd int32, raw *unix.RawSockaddrAny, rawLen *uint32) syscall.Errno {
	*rawLen = uint32(unsafe.Sizeof(*raw))
	_, _, e := syscall.RawSyscall(unix.SYS_GETSOCKNAME, uintptr(fd), uintptr(unsafe.Pointer(raw)), uintptr(unsafe.Pointer(rawLen)))
	return e
}

func rawGetpeername(fd int32, raw *unix.RawSockaddrAny, rawLen *uint32) syscall.Errno {
	*rawLen = uint32(unsafe.Sizeof(*raw))
	_, _, e := syscall.RawSyscall(unix.SYS_GETPEERNAME, uintptr(fd), uintptr(unsafe.Pointer(raw)), uintptr(unsafe.Pointer(rawLen)))
	return e
}

// count is a call's result where an error means nothing was done.
func count(n uintptr, e syscall.Errno) int {
	if e != 0 {
		return 0
	}
	return int(n)
}
