//go:build linux

package posix

import (
	"errors"
	"runtime"
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

// A Port is the sockets of a program on a UNIX kernel, with a Poller that tells which are ready. All
// methods but Wake belong to the goroutine that calls Wait.
type Port struct {
	poller Poller
	closed bool

	table   []*Sock // by descriptor
	gen     uint32  // of the youngest Sock, never 0
	dirty   []*Sock // whose interest may differ from what the kernel knows
	later   []*Sock // likewise, but not before resting
	always  []*Sock // that the Poller cannot watch, reported by every Wait
	turnAt  int     // in always: who comes first next time
	resting time.Time

	batch []port.Ready // what the last Wait reported; borrowed from its caller
	turn  uint32       // counts Waits, so that a Sock knows whether it is in batch
	busy  bool         // the last Wait reported something
	polls int          // since the goroutine last gave way
	alone bool         // GOMAXPROCS is 1

	state atomic.Uint32 // awake, asleep, woken
	bell  bell

	reserve int // a descriptor kept for the day when there are none, or -1

	// buf is what Recv and RecvFrom lend.
	buf     []byte
	discard []byte // where unread input of UNIX sockets goes when they close
	iov     [iovMax]unix.Iovec
	msg     unix.Msghdr
	raw     unix.RawSockaddrAny
	rawLen  uint32
	control []byte // for SCM_RIGHTS
	passed  passed

	in      *prefetch // nil until a datagram socket receives
	out     *outgoing // nil until datagrams are sent together
	paths   paths
	locks   map[string]*lock
	watches watches
}

var _ port.Port = (*Port)(nil)

// New makes a Port with a Poller, which it owns from then on. The error is the system's, such as EMFILE.
func New(poller Poller) (*Port, error) {
	p := &Port{poller: poller, reserve: -1, alone: runtime.GOMAXPROCS(0) == 1, buf: make([]byte, recvMax)}
	if err := p.bell.open(); err != nil {
		return nil, err
	}
	if err := poller.Open(p, p.bell.fd); err != nil {
		p.bell.close()
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
	p.passed.drop()
	for _, s := range p.table {
		if s == nil {
			continue
		}
		if s.bytes && !s.shared {
			s.dropInput()
		}
		s.Close(false)
	}
	p.closeReserve()
	return errors.Join(p.poller.Close(), p.bell.close())
}
