//go:build linux

package epoll

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"

	"ravel/core/port"
)

// What Port.state says. Only the waiting goroutine goes from awake to asleep, and back to awake.
const (
	awake  uint32 = iota // running, or looking without sleeping
	asleep               // in, or on the way into, the call that sleeps
	woken                // somebody called Wake since
)

// Wake makes the present or the next Wait return. Any goroutine may call it, also after Close. The
// eventfd is written only when the Port sleeps, and once a sleep.
func (p *Port) Wake() {
	for {
		switch was := p.state.Load(); {
		case was == woken:
			return
		case p.state.CompareAndSwap(was, woken):
			if was == asleep {
				p.ring()
			}
			return
		}
	}
}

// ring writes the eventfd. The lock keeps Close from giving its number away meanwhile.
func (p *Port) ring() {
	p.wakeMu.Lock()
	defer p.wakeMu.Unlock()
	one := uint64(1)
	syscall.RawSyscall(unix.SYS_WRITE, uintptr(p.wakefd), uintptr(unsafe.Pointer(&one)), 8)
}

func (p *Port) openWake() error {
	fd, err := unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK)
	if err != nil {
		return &port.OpError{Op: "eventfd2", Err: err}
	}
	p.wakefd = fd
	if err := p.registerWake(); err != nil {
		unix.Close(fd)
		return err
	}
	return nil
}

// registerWake watches by edge: every write is one event, and nobody has to read.
func (p *Port) registerWake() error {
	ev := unix.EpollEvent{Events: unix.EPOLLIN | unix.EPOLLET, Fd: int32(p.wakefd)}
	if err := unix.EpollCtl(p.epfd, unix.EPOLL_CTL_ADD, p.wakefd, &ev); err != nil {
		return &port.OpError{Op: "epoll_ctl", Err: err}
	}
	return nil
}

func (p *Port) closeWake() error {
	p.wakeMu.Lock()
	defer p.wakeMu.Unlock()
	fd := p.wakefd
	p.wakefd = -1
	return unix.Close(fd)
}
