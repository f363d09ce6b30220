package portable

import (
	"time"

	"ravel/core/port"
	"ravel/transports/blocking"
)

const (
	// packetsMax and packetBytesMax are how many datagrams are received before anybody asks for them.
	packetsMax, packetBytesMax = 256, 256 << 10
	// sendPatience is how long a datagram may wait for the system's buffer.
	sendPatience = 5 * time.Millisecond
)

// A Port is a set of sockets of Go's net. All methods but Wake belong to the goroutine that calls Wait.
type Port struct {
	set *blocking.Set

	// guarded by set's lock
	woken   bool
	asleep  bool
	polling bool          // asleep in poll
	signal  chan struct{} // what asleep waits for otherwise

	watches watchSet
	files   files
}

var _ port.Port = (*Port)(nil)

// New makes a Port.
func New() *Port {
	p := &Port{signal: make(chan struct{}, 1)}
	p.set = blocking.NewSet(p.rouse)
	return p
}

// Now is the time, with a monotonic reading.
func (p *Port) Now() time.Time { return time.Now() }

// Close closes every Sock and the Port, and waits a second at most for what streams took to be sent. A
// second Close is port.ErrClosed.
func (p *Port) Close() error {
	if err := p.set.Close(); err != nil {
		return err
	}
	p.watches.close()
	p.files.close()
	return nil
}

func (p *Port) closed() bool {
	p.set.Lock()
	defer p.set.Unlock()
	return p.set.Closed()
}
