package coro

import (
	"iter"

	"ravel/core"
)

// A Co is one coroutine, for its own body and the functions that this calls.
type Co struct {
	scope   *core.Scope // nil without one
	started func() string
	finish  func() core.Chain // gives the result away

	self  uintptr // the goroutine of the body
	next  func() (struct{}, bool)
	stop  func()
	yield func(struct{}) bool

	parking   core.Parking
	awaits    interface{ Cancel() } // while it is parked
	over      bool                  // the body has returned
	ended     bool                  // nothing can be awaited any more
	cancelled bool                  // while it ran: the next Await is cancelled
}

// begin makes the coroutine and runs it until it parks for the first time.
func (co *Co) begin(body func()) core.Chain {
	co.next, co.stop = iter.Pull(func(yield func(struct{}) bool) {
		co.self, co.yield = core.Goroutine(), yield
		co.enter()
		defer func() { co.over = true }()
		body()
	})
	return co.run(co.advance)
}

// enter says that the coroutine has the floor.
func (co *Co) enter() {
	if co.scope != nil {
		co.scope.Enter()
	}
}

func (co *Co) advance() { co.next() }

// run lets the coroutine run, by next or stop, until it parks or is over.
func (co *Co) run(next func()) (then core.Chain) {
	whole := false
	if co.scope != nil {
		defer co.scope.Leave(co.scope.Enter())
	}
	defer func() {
		if !whole { // Goexit, which goes on when those who wait were told
			co.finish().Go()
		}
	}()
	next()
	whole = true
	if co.over {
		return co.finish()
	}
	return nil
}

// park gives the floor back until the coroutine is resumed. It is false if it was ended instead.
func (co *Co) park(awaits interface{ Cancel() }) bool {
	if co.scope != nil && !co.scope.Park(&co.parking, co) {
		co.ended = true
		awaits.Cancel()
		return false
	}
	co.awaits = awaits
	co.yield(struct{}{})
	co.awaits = nil
	co.enter()
	return !co.ended
}

// resume goes on with a coroutine that is parked.
func (co *Co) resume() core.Chain {
	co.belongs("what a coroutine awaits was fired")
	co.parking.Unpark()
	return co.run(co.advance)
}

// End makes the Await of a parked coroutine return ErrEnded. What was awaited is cancelled. It is what
// Close of a Scope calls; a coroutine that is not parked is left alone.
func (co *Co) End() {
	if co.awaits == nil {
		return
	}
	co.parking.Unpark()
	co.ended = true
	co.awaits.Cancel()
	if then := co.run(co.stop); then != nil {
		then.Go()
	}
}

// String says where the coroutine was started.
func (co *Co) String() string { return "the coroutine started by " + co.started() }

// cancel is Cancel of what Go returned.
func (co *Co) cancel() {
	if co.awaits == nil {
		co.cancelled = true
		return
	}
	co.awaits.Cancel()
}

// belongs panics on a goroutine that does not have the reactor's floor.
func (co *Co) belongs(what string) {
	if co.scope != nil && !co.scope.Mine() {
		panic("coro: " + what + " on another goroutine than the reactor's: use the reactor's Post")
	}
}
