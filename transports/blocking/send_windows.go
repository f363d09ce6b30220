package blocking

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"

	"ravel/core/port"
)

const (
	// fionbio is the request that says whether a socket blocks.
	// https://learn.microsoft.com/windows/win32/winsock/winsock-ioctls
	fionbio = 0x8004667e
	// sendOnceMax is what one call offers: the system locks its pages for as long.
	sendOnceMax = 1 << 20
)

// unblock has calls that are not overlapped return at once. Net's are all overlapped: it makes no difference
// to them.
func unblock(raw syscall.RawConn) {
	raw.Control(func(fd uintptr) {
		on, returned := uint32(1), uint32(0)
		windows.WSAIoctl(windows.Handle(fd), fionbio, (*byte)(unsafe.Pointer(&on)), uint32(unsafe.Sizeof(on)), nil, 0, &returned, nil, 0)
	})
}

// sendNow offers b to the system without waiting, so that a writer is needed only for what it does not
// take. It is called with the lock held, while the writer has nothing in hand.
func (s *Stream) sendNow(b []byte) (n int, err error) {
	if !s.plain() {
		return 0, port.ErrWouldBlock
	}
	rawErr := s.sys.Control(func(fd uintptr) {
		for n < len(b) && err == nil {
			var sent uint32
			buf := windows.WSABuf{Len: uint32(min(len(b)-n, sendOnceMax)), Buf: &b[n]}
			err = windows.WSASend(windows.Handle(fd), &buf, 1, &sent, 0, nil, nil)
			n += int(sent)
		}
	})
	if rawErr != nil {
		return n, rawErr
	}
	if err == windows.WSAEWOULDBLOCK {
		err = port.ErrWouldBlock
	}
	return n, err
}
