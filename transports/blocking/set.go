package blocking

import (
	"net"
	"sync"
	"time"

	"ravel/core/port"
)

// flushFor is how long Close of a Set lets streams send what they took.
const flushFor = time.Second

// A Set is the Socks of one Port, or of another driver, with what they share with their goroutines. One lock
// guards all of it: methods say where it must be held.
type Set struct {
	rouse func()

	mu      sync.Mutex
	hot     []*Sock // that may be ready
	open    map[closer]struct{}
	closed  bool
	leaving int           // what was closed and has still something to do: bytes to send, a Close that may block
	quiet   chan struct{} // closed when nothing is; nil while nobody waits for that

	batch []port.Ready // what the last Collect reported; borrowed from its caller
	turn  uint64       // counts Collects
}

// A closer is what Close of the Set closes.
type closer interface{ Close(abort bool) }

// NewSet makes a Set. rouse is called with the lock held, by any goroutine, when something may have become
// ready: then Collect is due.
func NewSet(rouse func()) *Set {
	return &Set{rouse: rouse, open: make(map[closer]struct{})}
}

// Lock takes the lock.
func (t *Set) Lock() { t.mu.Lock() }

// Unlock lets go of it.
func (t *Set) Unlock() { t.mu.Unlock() }

// Closed reports whether Close was called. It is called with the lock held.
func (t *Set) Closed() bool { return t.closed }

// Hot reports whether something is ready. It is called with the lock held.
func (t *Set) Hot() bool {
	for len(t.hot) > 0 {
		s := t.hot[0]
		if s.ready() != 0 {
			return true
		}
		s.queued = false
		t.hot[0] = nil
		t.hot = t.hot[1:]
	}
	return false
}

// Collect fills ready with what is ready, in turn, and returns how many. Who stays ready queues up again
// behind the others. ready is borrowed until the next Collect: the entry of a Sock that is closed meanwhile
// loses its Handler. It is called with the lock held, by the goroutine that the Socks belong to.
func (t *Set) Collect(ready []port.Ready) int {
	t.turn++
	n := 0
	for range len(t.hot) {
		if n == len(ready) {
			break
		}
		s := t.hot[0]
		t.hot[0] = nil
		t.hot = t.hot[1:]
		what := s.ready()
		if what == 0 {
			s.queued = false
			continue
		}
		t.hot = append(t.hot, s)
		ready[n] = port.Ready{Handler: s.handler, What: what}
		s.turn, s.at = t.turn, n
		n++
	}
	t.batch = ready[:n]
	return n
}

// Enter keeps c for Close, unless the Set is closed already: then it is port.ErrClosed. It takes the lock.
func (t *Set) Enter(c interface{ Close(abort bool) }) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return port.ErrClosed
	}
	t.open[c] = struct{}{}
	return nil
}

// leave has Close wait until left was called as often. Both are called with the lock held.
func (t *Set) leave() { t.leaving++ }

func (t *Set) left() {
	if t.leaving--; t.leaving == 0 && t.quiet != nil {
		close(t.quiet)
		t.quiet = nil
	}
}

// hangUp closes conn, at once or, as that may block, on a goroutine. It is called with the lock held.
func (t *Set) hangUp(conn net.Conn, abort bool) {
	switch conn.(type) {
	case *net.TCPConn, *net.UnixConn:
		hangUp(conn, abort)
		return
	}
	t.leave()
	go func() {
		hangUp(conn, abort)
		t.mu.Lock()
		defer t.mu.Unlock()
		t.left()
	}()
}

// Close closes everything, and waits up to flushFor for what streams took to be sent and what takes its time to
// close. What takes longer goes on by itself, to the bounds that it has without Close. A second Close is
// port.ErrClosed. It takes the lock.
func (t *Set) Close() error {
	t.mu.Lock()
	if t.closed {
		t.mu.Unlock()
		return port.ErrClosed
	}
	t.closed = true
	var open []closer
	for c := range t.open {
		open = append(open, c)
	}
	t.mu.Unlock()
	for _, c := range open {
		c.Close(false)
	}
	t.await()
	return nil
}

// await waits until nothing is leaving, up to flushFor.
func (t *Set) await() {
	t.mu.Lock()
	if t.leaving == 0 {
		t.mu.Unlock()
		return
	}
	quiet := make(chan struct{})
	t.quiet = quiet
	t.mu.Unlock()
	patience := time.NewTimer(flushFor)
	defer patience.Stop()
	select {
	case <-quiet:
	case <-patience.C:
	}
}
