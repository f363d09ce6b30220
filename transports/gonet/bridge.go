package gonet

import (
	"ravel/core"
	"ravel/core/port"
	"ravel/transports/blocking"
	"ravel/transports/stream"
)

// batchMax is how many conns have their turn in one posted call; the others have it in the next.
const batchMax = 64

// A Reactor is what a Bridge needs of one. Those of transports/native and fakes are.
type Reactor interface {
	core.Poster
	// Streams is the reactor's machine.
	Streams() *stream.Machine
	// OnClose is documented at port.Loop.
	OnClose(f func())
}

// A Bridge is a reactor's side of conns and listeners that block. A program makes one for a reactor. It
// belongs to the reactor's goroutine, or to any one goroutine while that does not run.
//
// At the reactor's shutdown ports stop and connections are lost, as all others. What they wrote is still
// being sent then; closing the reactor waits a second for it.
type Bridge struct {
	reactor Reactor
	set     *blocking.Set
	posted  bool // guarded by set's lock
	turn    func()
	ready   [batchMax]port.Ready
}

// New makes a Bridge for r.
func New(r Reactor) *Bridge {
	b := &Bridge{reactor: r}
	b.set = blocking.NewSet(b.rouse)
	b.turn = b.report
	r.OnClose(func() { b.set.Close() })
	return b
}

// rouse has the reactor report what is ready. It is called with the lock held, by any goroutine.
func (b *Bridge) rouse() {
	if !b.posted {
		b.posted = true
		b.reactor.Post(b.turn)
	}
}

// report is a posted call: what is ready and wanted is told, and what still is then is told in the next one.
func (b *Bridge) report() {
	b.set.Lock()
	b.posted = false
	n := b.set.Collect(b.ready[:])
	b.set.Unlock()
	defer b.again() // Goexit in a user's code passes here too
	for i := range n {
		if r := &b.ready[i]; r.Handler != nil {
			r.Handler.Ready(r.What)
		}
	}
}

func (b *Bridge) again() {
	b.set.Lock()
	defer b.set.Unlock()
	if b.set.Hot() {
		b.rouse()
	}
}
