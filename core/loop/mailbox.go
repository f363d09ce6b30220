package loop

import (
	"sync"
	"sync/atomic"
)

const (
	// postsMax is how many posted calls can wait. A loop that far behind will not catch up: the Post
	// past it panics, in the goroutine that posts.
	postsMax = 1 << 22
	// postsKept is how long a queue may have grown and still be used again.
	postsKept = 1 << 14
)

// A mailbox takes calls from any goroutine and gives them to one. It wakes that one only if it sleeps.
//
// Both sides first write what they have (a call, asleep) and then read what the other has: whichever
// comes second sees the first, so no call is left lying beside a sleeper.
type mailbox struct {
	wake   func()
	asleep atomic.Bool // the loop is in Wait, or about to be
	full   atomic.Bool // there is something to look at

	mu     sync.Mutex
	queue  []func()
	closed bool

	taken []func() // the batch being run; the loop's own, like at
	at    int
}

// post queues f and wakes a sleeper. Any goroutine may call it.
func (m *mailbox) post(f func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return
	}
	if len(m.queue) >= postsMax {
		panic("loop: more posted calls than a loop can be behind with")
	}
	m.queue = append(m.queue, f)
	m.rouse()
}

// nudge makes the present or the next sleep end at once. Any goroutine may call it.
func (m *mailbox) nudge() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.closed {
		m.rouse()
	}
}

// rouse is called with mu held, so that close never passes a wake on its way to the port.
func (m *mailbox) rouse() {
	m.full.Store(true)
	if m.asleep.CompareAndSwap(true, false) {
		m.wake()
	}
}

// sleep announces a wait and reports whether there is nothing to do instead.
func (m *mailbox) sleep() bool {
	m.asleep.Store(true)
	if m.full.Load() {
		m.asleep.Store(false)
		return false
	}
	return true
}

// awake ends what sleep began.
func (m *mailbox) awake() { m.asleep.Store(false) }

// waiting reports whether a turn would find something here.
func (m *mailbox) waiting() bool { return m.full.Load() || m.at < len(m.taken) }

// len is how many calls wait. Any goroutine may call it but for what is left of the batch.
func (m *mailbox) len() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.queue) + len(m.taken) - m.at
}

// begin takes what is queued as the batch that next gives. What Goexit left of the batch before comes
// first, alone.
func (m *mailbox) begin() {
	if m.at < len(m.taken) || !m.full.Load() {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.full.Store(false)
	spare := m.taken[:0]
	if cap(spare) > postsKept {
		spare = nil
	}
	m.taken, m.queue, m.at = m.queue, spare, 0
}

// next is the next call of the batch, or nil.
func (m *mailbox) next() func() {
	if m.at == len(m.taken) {
		return nil
	}
	f := m.taken[m.at]
	m.taken[m.at] = nil
	m.at++
	return f
}

func (m *mailbox) close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed, m.queue, m.taken, m.at = true, nil, nil, 0
	m.full.Store(false)
}
