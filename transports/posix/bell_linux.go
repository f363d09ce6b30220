package posix

import (
	"sync"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"

	"ravel/core/port"
)

// A bell is a descriptor that ends a sleep: an eventfd.
type bell struct {
	mu sync.Mutex // guards fd between ring, from any goroutine, and close
	fd int
}

func (b *bell) open() error {
	fd, err := unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK)
	if err != nil {
		return &port.OpError{Op: "eventfd2", Err: err}
	}
	b.fd = fd
	return nil
}

// ring makes the bell readable. The lock keeps close from giving its number away meanwhile.
func (b *bell) ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	one := uint64(1)
	syscall.RawSyscall(unix.SYS_WRITE, uintptr(b.fd), uintptr(unsafe.Pointer(&one)), 8)
}

// quiet makes it unreadable. It belongs to the goroutine that waits.
func (b *bell) quiet() {
	var rings uint64
	syscall.RawSyscall(unix.SYS_READ, uintptr(b.fd), uintptr(unsafe.Pointer(&rings)), 8)
}

func (b *bell) close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	fd := b.fd
	b.fd = -1
	return unix.Close(fd)
}
