package portable

import (
	"sync"
	"time"

	"ravel/core/port"
)

const (
	// readSize is what one read of a stream asks the system for.
	readSize = 16 << 10
	// readAheadMax is how many bytes are read before anybody asks for them; the last read comes on top.
	readAheadMax = 64 << 10
	// sendMax is how many bytes of a stream wait for its goroutine to write them.
	sendMax = 64 << 10
	// acceptAheadMax is how many connections are accepted before anybody asks for them.
	acceptAheadMax = 16
	// packetsMax and packetBytesMax are how many datagrams are received before anybody asks for them.
	packetsMax, packetBytesMax = 256, 256 << 10
	// sendPatience is how long a datagram may wait for the system's buffer.
	sendPatience = 5 * time.Millisecond
	// drainFor is how long a stream that was closed in order takes what the peer still sends: a system answers
	// bytes that nobody reads with a reset, which can destroy what was sent before.
	drainFor = 10 * time.Millisecond
	// flushFor is how long Close of the Port lets streams send what they took.
	flushFor = time.Second
)

// A Port is a set of sockets of Go's net. All methods but Wake belong to the goroutine that calls Wait.
type Port struct {
	mu     sync.Mutex // guards all below, and what sockets share with their goroutines
	hot    []*sock    // that may be ready
	open   map[closer]struct{}
	woken  bool
	asleep bool
	closed bool
	signal chan struct{} // what asleep waits for

	leaving sync.WaitGroup // streams that were closed and still have something to send

	batch []port.Ready // what the last Wait reported; borrowed from its caller
	turn  uint64       // counts Waits
}

var _ port.Port = (*Port)(nil)

// A closer is what Port.Close closes.
type closer interface{ Close(abort bool) }

// New makes a Port.
func New() *Port {
	return &Port{open: make(map[closer]struct{}), signal: make(chan struct{}, 1)}
}

// Now is the time, with a monotonic reading.
func (p *Port) Now() time.Time { return time.Now() }

// Close closes every Sock and the Port, and waits up to flushFor for what streams took to be sent. A second
// Close is port.ErrClosed.
func (p *Port) Close() error {
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return port.ErrClosed
	}
	p.closed = true
	var open []closer
	for c := range p.open {
		open = append(open, c)
	}
	p.mu.Unlock()
	for _, c := range open {
		c.Close(false)
	}
	sent := make(chan struct{})
	go func() {
		p.leaving.Wait()
		close(sent)
	}()
	patience := time.NewTimer(flushFor)
	defer patience.Stop()
	select {
	case <-sent:
	case <-patience.C:
	}
	return nil
}

// enter keeps c for Close, unless the Port is closed already.
func (p *Port) enter(c closer) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return port.ErrClosed
	}
	p.open[c] = struct{}{}
	return nil
}
