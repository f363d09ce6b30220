package netbridge

import (
	"sync"

	"ravel/core"
)

// A bell is a condition that goroutines wait for under a lock; they do not wait for a reactor that is closed.
type bell struct {
	l    sync.Locker
	gone <-chan struct{} // closed with the reactor; nil if nobody can tell
	rung chan struct{}   // nil while nobody waits
}

func newBell(l sync.Locker, reactor Reactor) bell {
	b := bell{l: l}
	if s, ok := reactor.(core.Scoped); ok {
		b.gone = s.Scope().Gone()
	}
	return b
}

// ring wakes all who wait. It is called with the lock held.
func (b *bell) ring() {
	if b.rung != nil {
		close(b.rung)
		b.rung = nil
	}
}

// wait waits for the next ring. It is called with the lock held, which it lets go of meanwhile. false is a
// reactor that is closed: nothing rings any more but who reads, writes and closes.
func (b *bell) wait() bool {
	if b.rung == nil {
		b.rung = make(chan struct{})
	}
	rung := b.rung
	b.l.Unlock()
	defer b.l.Lock()
	select {
	case <-rung:
		return true
	case <-b.gone:
	}
	select {
	case <-rung: // the last thing that the reactor did
		return true
	default:
		return false
	}
}

// dead reports whether the reactor is closed.
func (b *bell) dead() bool {
	select {
	case <-b.gone:
		return true
	default:
		return false
	}
}
