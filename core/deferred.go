package core

import "errors"

// A Deferred is a result that will come: a value, or an error.
//
// Whoever owes the result calls Resolve or Fail, once. Whoever wants it adds functions, and each gets
// what the one before it made of the result (Twisted: callback and errback chains): see AddCallback.
// A function that is added after the result has come is called at once.
//
// A Deferred is made by NewDeferred or one of the functions that return one, and belongs to one
// goroutine, which for most is the reactor's. It starts none, and Wait is the bridge from others.
//
// A failure at the end of the chain that nobody has handled is never lost: it is kept in the [Scope] of
// the reactor that the Deferred is on, or else logged when the Deferred is collected as garbage.
type Deferred[T any] struct {
	value T
	err   error

	links []link[T]
	at    int        // the next of links
	waits cancelable // what the chain waits for
	pause int        // Pause less Unpause

	cancel  func(d *Deferred[T])
	forward func()     // cancels in its place
	source  cancelable // likewise: what it follows

	scope *Scope
	stray *stray // its failure, while nobody has handled it

	made  place
	fired place

	called  bool
	running bool // inside one of its links
	handing bool // inside a link that is not the user's
	passed  bool // its failure is somebody else's now
	swallow bool // the next Resolve or Fail comes late, from who does not know that it was cancelled
}

// NewDeferred is a Deferred without a result. At most one cancel may be given: see Cancel.
func NewDeferred[T any](cancel ...func(d *Deferred[T])) *Deferred[T] {
	d := &Deferred[T]{}
	if len(cancel) > 1 {
		panic("core: NewDeferred takes at most one canceller")
	}
	if len(cancel) == 1 {
		d.cancel = cancel[0]
	}
	d.made.mark(placeDepth)
	return d
}

// NewDeferredOn is NewDeferred on a reactor: NewDeferred(…).On(clock).
func NewDeferredOn[T any](clock Clock, cancel ...func(d *Deferred[T])) *Deferred[T] {
	return NewDeferred(cancel...).On(clock)
}

// Succeed is a Deferred with the result v.
func Succeed[T any](v T) *Deferred[T] {
	d := NewDeferred[T]()
	d.called, d.fired, d.value = true, d.made, v
	return d
}

// Failed is a Deferred with the failure err, which must not be nil. Somebody has to handle it.
func Failed[T any](err error) *Deferred[T] {
	d := NewDeferred[T]()
	d.Fail(err)
	return d
}

// On puts d on a reactor, or whatever else has a [Scope], and returns d: a failure that nobody handles is
// reported there. A Deferred that is on one already stays there. What Then and its like return is where
// the Deferred is that they were given.
func (d *Deferred[T]) On(clock Clock) *Deferred[T] {
	if s, ok := clock.(Scoped); ok {
		d.enter(s.Scope())
	}
	return d
}

func (d *Deferred[T]) enter(s *Scope) {
	if d.scope == nil && s != nil {
		d.clear()
		d.scope = s
		if d.done() {
			d.settle()
		}
	}
}

// Resolve gives d its value and calls what was added. It panics with an [AlreadyCalledError] if d has a
// result; the one exception is the first late result of a Deferred that was cancelled and has no
// canceller, which is dropped.
func (d *Deferred[T]) Resolve(v T) {
	if d.begin() {
		d.value = v
		d.run()
	}
}

// Fail is Resolve with a failure. err must not be nil.
func (d *Deferred[T]) Fail(err error) {
	if err == nil {
		panic("core: Fail without an error")
	}
	if d.begin() {
		d.err = err
		d.run()
	}
}

// begin reports whether the result that is being given is the result.
func (d *Deferred[T]) begin() bool {
	switch {
	case !d.called:
		d.called = true
		d.fired.mark(placeNear)
		return true
	case d.swallow:
		d.swallow = false
		return false
	}
	panic(d.alreadyCalled())
}

func (d *Deferred[T]) alreadyCalled() error {
	return &AlreadyCalledError{Made: d.made.String(), First: d.fired.String()}
}

// Called is true once d was given a result, or was cancelled. What was added may still be waiting.
func (d *Deferred[T]) Called() bool { return d.called }

// Made says where d was made: "function (file:line)".
func (d *Deferred[T]) Made() string { return d.made.String() }

// Result returns what the chain has come to so far; ok is false if it has not come to its end: d has no
// result yet, waits for another Deferred, or is paused. A failure that is looked at is not handled by that.
func (d *Deferred[T]) Result() (v T, err error, ok bool) {
	if !d.done() {
		return v, nil, false
	}
	return d.value, d.err, true
}

// done reports whether every link was called.
func (d *Deferred[T]) done() bool { return d.called && !d.held() && d.at == len(d.links) }

// held reports whether the next link has to wait.
func (d *Deferred[T]) held() bool { return d.waits != nil || d.pause > 0 || d.running }

// set makes what a link returned the result.
func (d *Deferred[T]) set(v T, err error) {
	if err != nil {
		clear := *new(T)
		v = clear
	}
	d.value, d.err, d.passed = v, err, false
}

// give returns the result to somebody who is answerable for it from now on. None is left.
func (d *Deferred[T]) give() (v T, err error) {
	v, err = d.value, d.err
	d.set(*new(T), nil)
	d.clear()
	return v, err
}

// receive makes v or err the result that d was promised, and reports whether it had none before. The
// chain goes on when d is returned to run.
func (d *Deferred[T]) receive(v T, err error, fired place) (next Chain, late error) {
	switch {
	case !d.called:
		d.called, d.fired, d.source, d.forward = true, fired, nil, nil
		d.set(v, err)
		return d, nil
	case d.swallow:
		d.swallow = false
		return nil, nil
	}
	return nil, d.alreadyCalled()
}

// settle looks after a failure at the end of the chain. That the reactor was closed is nobody's.
func (d *Deferred[T]) settle() {
	if d.err == nil || d.passed || errors.Is(d.err, ErrReactorClosed) {
		d.clear()
		return
	}
	if d.stray == nil {
		d.stray = newStray(d, d.scope, d.made)
	}
	d.stray.err = d.err
}

// clear says that there is no failure to handle, or none any more.
func (d *Deferred[T]) clear() {
	if d.stray != nil {
		d.stray.handled()
		d.stray = nil
	}
}
