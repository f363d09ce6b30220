package core

import (
	"errors"
	"runtime/debug"
)

// A link is one function of a chain. One of its fields is set, or ok and fail both.
type link[T any] struct {
	ok   func(v T) (T, error)
	fail func(err error) (T, error)
	both func(v T, err error) (T, error)
	// wait gets the result if it is of the kind that on says, and what it returns is waited for.
	wait func(v T, err error) *Deferred[T]
	on   kinds
	// hand is not the user's: it may do what it likes with d, and the chain it returns goes on first.
	hand func(d *Deferred[T]) (next Chain)
}

// kinds are the kinds of results that a link takes.
type kinds uint8

const (
	values kinds = 1 << iota
	failures
)

var (
	errNoDeferred = errors.New("a callback that has to return a Deferred returned nil")
	errOwnResult  = errors.New("a callback returned the Deferred that it was called by, which would wait for itself")
)

// AddCallback has f called with the value. Its value or error is the result from there on, and so is a
// panic, as a [PanicError]. A failure passes f by. All Add methods return d.
//
// What is added inside a function of the same chain is called after it, not inside it.
func (d *Deferred[T]) AddCallback(f func(v T) (T, error)) *Deferred[T] {
	return d.add(link[T]{ok: f})
}

// AddErrback has f called with the failure, which is handled by that: a nil error heals the chain, and f's
// value is the result from there on. A value passes f by.
func (d *Deferred[T]) AddErrback(f func(err error) (T, error)) *Deferred[T] {
	return d.add(link[T]{fail: f})
}

// AddCallbacks has one of them called: callback's error does not go to errback, but on. One of them may be
// nil, and lets pass what it would have been for.
func (d *Deferred[T]) AddCallbacks(callback func(v T) (T, error), errback func(err error) (T, error)) *Deferred[T] {
	return d.add(link[T]{ok: callback, fail: errback})
}

// AddBoth has f called with the value and nil, or the zero value and the failure.
func (d *Deferred[T]) AddBoth(f func(v T, err error) (T, error)) *Deferred[T] {
	return d.add(link[T]{both: f})
}

// AddCallbackDeferred is AddCallback of an f whose own result takes time: the chain waits for what it
// returns, which is left without a result, and with no failure to handle.
func (d *Deferred[T]) AddCallbackDeferred(f func(v T) *Deferred[T]) *Deferred[T] {
	return d.add(link[T]{on: values, wait: func(v T, _ error) *Deferred[T] { return f(v) }})
}

// AddErrbackDeferred is AddErrback of an f whose result is waited for.
func (d *Deferred[T]) AddErrbackDeferred(f func(err error) *Deferred[T]) *Deferred[T] {
	return d.add(link[T]{on: failures, wait: func(_ T, err error) *Deferred[T] { return f(err) }})
}

// AddBothDeferred is AddBoth of an f whose result is waited for.
func (d *Deferred[T]) AddBothDeferred(f func(v T, err error) *Deferred[T]) *Deferred[T] {
	return d.add(link[T]{on: values | failures, wait: f})
}

// Pause keeps the chain from going on until Unpause was called as often.
func (d *Deferred[T]) Pause() { d.pause++ }

// Unpause takes one Pause back. Without one it panics.
func (d *Deferred[T]) Unpause() {
	if d.pause == 0 {
		panic("core: Unpause of a Deferred that is not paused")
	}
	d.pause--
	if d.called {
		d.run()
	}
}

func (d *Deferred[T]) add(l link[T]) *Deferred[T] {
	if l.ok == nil && l.fail == nil && l.both == nil && l.wait == nil && l.hand == nil {
		panic("core: no function was added to a Deferred")
	}
	d.links = append(d.links, l)
	if d.called {
		d.run()
	}
	return d
}

// A Chain is a Deferred of whatever type that has a result to go on with: see Follow and Give.
type Chain interface {
	// Go goes on with it now. It is for who has it from Give, but not inside Follow.
	Go()
	// advance calls links until none is left, one has to wait, or one has given a result to another
	// Chain, next, which goes on first. more says whether there is anything left to come back to.
	advance() (next Chain, more bool)
	// guarded reports whether the panic that has left a link is to become a failure.
	guarded() bool
	// broken is told that a link was left by v's panic, or, with nil, by what goes on its way: Goexit,
	// and panics that are not guarded.
	broken(v any)
}

// Go calls what can be called.
func (d *Deferred[T]) Go() { d.run() }

// run goes on with the chain, and with those that wait for its result. However many they are, one
// function calls them one after the other: the stack does not grow with them.
func (d *Deferred[T]) run() {
	if d.held() {
		return
	}
	if d.at == len(d.links) {
		d.settle()
		return
	}
	var room [8]Chain
	stack := append(room[:0], Chain(d))
	for len(stack) > 0 {
		stack = advanceAll(stack)
	}
}

// advanceAll advances the chain at the top of the stack until none is left, or one of the user's functions
// has panicked.
func advanceAll(stack []Chain) (rest []Chain) {
	defer func() {
		if len(stack) == 0 {
			return
		}
		top := stack[len(stack)-1]
		if !top.guarded() {
			top.broken(nil)
			return
		}
		v := recover()
		top.broken(v)
		if v != nil {
			rest = stack
		}
	}()
	for len(stack) > 0 {
		last := len(stack) - 1
		next, more := stack[last].advance()
		if !more {
			stack[last] = nil
			stack = stack[:last]
		}
		if next != nil {
			stack = append(stack, next)
		}
	}
	return nil
}

func (d *Deferred[T]) advance() (next Chain, more bool) {
	for !d.held() {
		if d.at == len(d.links) {
			d.links, d.at = nil, 0
			d.settle()
			return nil, false
		}
		l := d.links[d.at]
		d.links[d.at] = link[T]{}
		d.at++
		d.running = true
		next = d.call(&l)
		d.running = false
		if next != nil && d.at < len(d.links) {
			return next, true
		}
		if next != nil {
			d.links, d.at = nil, 0
			if d.held() {
				d.clear()
			} else {
				d.settle()
			}
			return next, false
		}
	}
	d.clear() // a failure that a link has taken is not at the end of the chain, though the chain waits
	return nil, false
}

func (d *Deferred[T]) call(l *link[T]) (next Chain) {
	switch {
	case l.hand != nil:
		d.handing = true
		next = l.hand(d)
		d.handing = false
	case l.wait != nil:
		if d.err == nil && l.on&values != 0 || d.err != nil && l.on&failures != 0 {
			d.await(l.wait(d.value, d.err))
		}
	case l.both != nil:
		d.set(l.both(d.value, d.err))
	case d.err == nil && l.ok != nil:
		d.set(l.ok(d.value))
	case d.err != nil && l.fail != nil:
		d.set(l.fail(d.err))
	}
	return next
}

// await has the chain go on with inner's result.
func (d *Deferred[T]) await(inner *Deferred[T]) {
	switch {
	case inner == nil:
		d.set(*new(T), errNoDeferred)
	case inner == d:
		d.set(*new(T), errOwnResult)
	case inner.done():
		d.set(inner.give())
	default:
		d.waits = inner
		d.share(inner)
		inner.add(link[T]{hand: func(inner *Deferred[T]) Chain {
			d.waits = nil
			d.set(inner.give())
			return d
		}})
	}
}

// share puts both on the Scope that one of them is on.
func (d *Deferred[T]) share(inner *Deferred[T]) {
	d.enter(inner.scope)
	inner.enter(d.scope)
}

func (d *Deferred[T]) guarded() bool { return d.running && !d.handing }

func (d *Deferred[T]) broken(v any) {
	d.running, d.handing = false, false
	if v != nil {
		d.set(*new(T), &PanicError{In: "a callback", Value: v, Stack: debug.Stack()})
	}
}
