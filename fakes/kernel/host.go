package kernel

import (
	"net/netip"
	"sync/atomic"
	"syscall"
	"time"

	"ravel/core/port"
)

// The limits of a host, unless its Config says otherwise. Sizes are bytes.
const (
	// SendBuffer is what a stream socket holds that the peer's window has no room for.
	SendBuffer = 64 << 10
	// RecvBuffer is what a TCP socket receives ahead of its reader: the window.
	RecvBuffer = 64 << 10
	// DatagramBuffer is what a datagram socket receives ahead of its reader; the rest is lost.
	DatagramBuffer = 208 << 10
	// DatagramBurst is how many datagrams a host sends between two Waits.
	DatagramBurst = 4096
	// Descriptors is the size of the descriptor table.
	Descriptors = 1 << 16
	// BacklogMax is the most a listener's backlog can be (somaxconn).
	BacklogMax = 4096
	// SegmentMax is the longest DATA.
	SegmentMax = 64 << 10
	// LentMax is the most that one Recv returns.
	LentMax = 64 << 10
	// SYNTries is how often a SYN is repeated: after 1, 3, 7, 15, 31 and 63 s, giving up after 127 s.
	SYNTries = 6
	// AnswerTime is how long a connection that the client has not confirmed stays in the backlog.
	AnswerTime = 63 * time.Second
	// UNIXQueue is how many datagrams a UNIX datagram socket receives ahead of its reader.
	UNIXQueue = 11
	// UNIXPacketMax is the longest UNIX datagram.
	UNIXPacketMax = 212960
	// UNIXPathMax is the longest UNIX path.
	UNIXPathMax = 107
	// PassMax is how many descriptors go with one Send.
	PassMax = 253
	// MembershipMax is how many groups one socket joins.
	MembershipMax = 20
	// PipeBuffer is what a pipe holds.
	PipeBuffer = 64 << 10
	// Patience is how long, by the wall clock, Wait waits for a Wake from another goroutine when nothing
	// else can ever happen.
	Patience = 10 * time.Second
	// PID is a host's process id.
	PID = 4242
)

// Config describes a host. The zero value works.
type Config struct {
	Name string
	// Place is for whoever runs several hosts: what Host.Place returns.
	Place int
	// Addrs are the host's addresses beside 127.0.0.0/8 and ::1. Their networks are /24 and /64.
	Addrs []netip.Addr
	// SendBuffer, RecvBuffer, DatagramBuffer, DatagramBurst and Descriptors replace the constants.
	SendBuffer, RecvBuffer, DatagramBuffer, DatagramBurst, Descriptors int
	// Files is the machine's file table; processes of one machine share it. Default: its own.
	Files *FileTable
	// PID replaces the constant.
	PID int
	// Patience replaces the constant; negative is none.
	Patience time.Duration
}

// A Host is a simulated machine with one process, as that process sees it.
type Host struct {
	wire  Wire
	c     Config
	files *FileTable

	fds    []descriptor
	lowest int // no descriptor below is free
	open   int

	conns  slots
	tuples map[tuple]*tcp
	tcp    ports
	udp    ports

	listeners []*listener
	packets   []*udpSocket
	members   []membership

	ready   readyList
	batch   []port.Ready // what Wait reported last
	waits   uint64       // how often Wait was called
	touched bool         // in the wire's queue for a turn, or having it
	lent    loan
	burst   int
	driven  bool

	woken  atomic.Bool
	bell   chan struct{}
	closed bool // the process has ended
	down   bool // so has the machine
}

var (
	_ port.Port            = (*Host)(nil)
	_ port.DescriptorTable = (*Host)(nil)
	_ port.Watcher         = (*Host)(nil)
	_ port.Adopter         = (*Host)(nil)
	_ port.Files           = (*Host)(nil)
)

// New is a host on a wire. Descriptors 0, 1 and 2 are open.
func New(w Wire, c Config) *Host {
	c = c.withDefaults()
	h := &Host{wire: w, c: c, files: c.Files, tuples: make(map[tuple]*tcp), bell: make(chan struct{}, 1)}
	h.files.begin(c.PID)
	for range 3 {
		h.install(&plain{}, nil)
	}
	return h
}

func (c Config) withDefaults() Config {
	or := func(v *int, d int) {
		if *v == 0 {
			*v = d
		}
	}
	or(&c.SendBuffer, SendBuffer)
	or(&c.RecvBuffer, RecvBuffer)
	or(&c.DatagramBuffer, DatagramBuffer)
	or(&c.DatagramBurst, DatagramBurst)
	or(&c.Descriptors, Descriptors)
	or(&c.PID, PID)
	if c.Patience == 0 {
		c.Patience = Patience
	}
	if c.Files == nil {
		c.Files = NewFileTable()
	}
	return c
}

// Name is the name that the Config gave.
func (h *Host) Name() string { return h.c.Name }

// Place is the place that the Config gave, or SetPlace.
func (h *Host) Place() int { return h.c.Place }

// SetPlace moves the host among those that somebody runs.
func (h *Host) SetPlace(place int) { h.c.Place = place }

// Addrs are the host's addresses beside the loopback ones.
func (h *Host) Addrs() []netip.Addr { return h.c.Addrs }

// Files is the file table.
func (h *Host) Files() *FileTable { return h.files }

// Now is the wire's time.
func (h *Host) Now() time.Time { return h.wire.Now() }

// LimitDescriptors changes the size of the descriptor table; those that are open stay open.
func (h *Host) LimitDescriptors(n int) { h.c.Descriptors = n }

// Close closes every descriptor, as the end of a process does.
func (h *Host) Close() error {
	if h.closed {
		return port.ErrClosed
	}
	for fd := range h.fds {
		switch d := h.fds[fd]; {
		case d.owner != nil:
			d.owner.Close(false)
		case d.file != nil:
			h.closeDescriptor(fd, false)
		}
	}
	h.closed = true
	h.endLoan()
	h.files.end(h.c.PID)
	return nil
}

// PowerOff is Close without a word to anybody: whatever arrives from now on is lost.
func (h *Host) PowerOff() {
	h.down = true
	_ = h.Close() // it may be closed already
}

// Closed is true after Close: the process has ended, but its machine still answers for it.
func (h *Host) Closed() bool { return h.closed }

// Deliver is the wire's: s, which is given, has arrived.
func (h *Host) Deliver(s *Segment) {
	if h.down {
		h.wire.Free(s)
		return
	}
	switch s.Kind {
	case SYN:
		h.arriveSYN(s)
		h.wire.Free(s)
	case PACKET:
		h.arrivePacket(s)
	case REFUSED:
		h.arriveRefusal(s)
		h.wire.Free(s)
	default:
		c := h.conns.find(s.To)
		if c == nil {
			h.arriveStray(s)
			h.wire.Free(s)
			return
		}
		c.arrive(s)
	}
}

func wrap(op string, e syscall.Errno) error {
	if e == 0 {
		return nil
	}
	return &port.OpError{Op: op, Err: e}
}
