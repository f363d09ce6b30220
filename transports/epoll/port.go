//go:build linux

package epoll

import (
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"ravel/core/port"
)

const (
	// recvMax is the size of the receive buffer: what one Recv lends at most.
	recvMax = 64 << 10
	// eventsMax is how many descriptors one Wait reports at most.
	eventsMax = 1024
	// iovMax is how many slices go into one system call.
	iovMax = 256
)

// A Port is one epoll instance and the descriptors on it. All methods but Wake belong to the
// goroutine that calls Wait.
type Port struct {
	epfd   int
	closed bool

	table   []*sock // by descriptor
	gen     uint32  // of the youngest sock; 0 is the eventfd
	dirty   []*sock // whose interest may differ from what the kernel knows
	later   []*sock // likewise, but not before resting
	always  []*sock // that epoll cannot watch, reported by every Wait
	turnAt  int     // in always: who comes first next time
	stale   int     // events of former owners since the epoll instance was made
	resting time.Time

	events []unix.EpollEvent
	batch  []port.Ready // what the last Wait reported; borrowed from its caller
	turn   uint32       // counts Waits, so that a sock knows whether it is in batch
	busy   bool         // the last Wait reported something
	polls  int          // since the goroutine last gave way
	alone  bool         // GOMAXPROCS is 1
	coarse bool         // the kernel has no epoll_pwait2
	until  timespec

	state  atomic.Uint32 // awake, asleep, woken
	wakeMu sync.Mutex    // guards wakefd between Wake and Close
	wakefd int

	reserve int // a descriptor kept for the day when there are none, or -1

	// buf is what Recv and RecvFrom lend.
	buf     []byte
	discard []byte // where unread input of UNIX sockets goes when they close
	iov     [iovMax]unix.Iovec
	msg     unix.Msghdr
	raw     unix.RawSockaddrAny
	rawLen  uint32
	control []byte // for SCM_RIGHTS

	in      *prefetch // nil until a datagram socket receives
	out     *outgoing // nil until datagrams are sent together
	paths   paths
	locks   map[string]*lock
	watches watches
}

// New makes a Port. The error is the system's, such as EMFILE.
func New() (*Port, error) {
	epfd, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, &port.OpError{Op: "epoll_create1", Err: err}
	}
	p := &Port{epfd: epfd, wakefd: -1, reserve: -1, alone: runtime.GOMAXPROCS(0) == 1, buf: make([]byte, recvMax)}
	if err := p.openWake(); err != nil {
		unix.Close(epfd)
		return nil, err
	}
	p.openReserve()
	return p, nil
}

// Now is the time, with a monotonic reading.
func (p *Port) Now() time.Time { return time.Now() }

// Close closes every Sock, in order of descriptors and without abort, and the Port. A second Close is
// port.ErrClosed.
func (p *Port) Close() error {
	if p.closed {
		return port.ErrClosed
	}
	p.closed = true
	for _, s := range p.table {
		if s != nil {
			s.Close(false)
		}
	}
	p.closeReserve()
	return errors.Join(p.closeWake(), unix.Close(p.epfd))
}
