package core

import (
	"log/slog"
	"runtime"
)

// strayMax is how many unhandled failures a Scope keeps. One more is reported at once.
const strayMax = 1 << 16

// Scoped is a Clock, most often a reactor, that has a Scope.
type Scoped interface {
	Scope() *Scope
}

// A Scope is what the Deferreds and coroutines of one reactor have in common: it keeps the failures that
// nobody has handled, knows the coroutines that are parked, and sees to it that these are only resumed on
// the reactor's goroutine.
//
// A failure is kept from when it comes to the end of its Deferred until somebody handles it after all;
// Close reports what is left. That alone depends on nothing but the program, and is how simulations
// work. A reactor that runs for years cannot wait for its Close: with [ScopeConfig.Post] a failure is
// reported once its Deferred was collected as garbage, since nobody can handle it any more.
type Scope struct {
	c      ScopeConfig
	first  *stray
	last   *stray
	count  int
	parked parkedList
	floor  floor
	closed bool          // nothing parks any more
	over   bool          // no failure is kept any more
	gone   chan struct{} // closed when the reactor is
}

// ScopeConfig says how to report. The zero value logs.
type ScopeConfig struct {
	// Report takes each unhandled failure, an *UnhandledError, once. Default: slog.Default() logs it.
	Report func(err error)
	// Post, if not nil, is a reactor's Post, and has failures reported whose Deferreds were collected.
	Post func(f func())
}

// NewScope is an empty Scope.
func NewScope(c ScopeConfig) *Scope {
	if c.Report == nil {
		c.Report = logUnhandled
	}
	return &Scope{c: c, gone: make(chan struct{})}
}

// Unhandled lists the failures that nobody has handled so far, each an *UnhandledError, in the order in
// which they came.
func (s *Scope) Unhandled() []error {
	var list []error
	for e := s.first; e != nil; e = e.next {
		list = append(list, e.unhandled())
	}
	return list
}

// Close ends the coroutines that are parked, and reports what nobody has handled, what has failed of that
// included. Failures that come afterwards are logged as those of Deferreds that are on no reactor. A second
// Close does nothing.
func (s *Scope) Close() {
	if s.closed {
		return
	}
	s.closed = true
	defer func() { // Goexit of a coroutine passes here too
		for s.first != nil {
			s.first.report()
		}
		s.over = true
		close(s.gone)
	}()
	s.parked.end()
}

// Gone is closed by Close. Any goroutine may wait for it.
func (s *Scope) Gone() <-chan struct{} { return s.gone }

// A stray is a failure at the end of a Deferred that nobody has handled so far. It never leads to the
// Deferred, so that this can be collected.
type stray struct {
	err        error
	made       place
	scope      *Scope // nil without one
	cleanup    runtime.Cleanup
	collected  bool // a cleanup was added
	listed     bool
	prev, next *stray
}

// newStray is the stray of d on s.
func newStray[T any](d *Deferred[T], s *Scope, made place) *stray {
	e := &stray{made: made, err: d.err}
	switch {
	case s == nil || s.over:
		e.cleanup, e.collected = runtime.AddCleanup(d, func(e *stray) { logUnhandled(e.unhandled()) }, e), true
	case s.count == strayMax:
		s.c.Report(e.unhandled())
	default:
		s.list(e)
		if post := s.c.Post; post != nil {
			e.cleanup, e.collected = runtime.AddCleanup(d, func(e *stray) { post(e.report) }, e), true
		}
	}
	return e
}

func (s *Scope) list(e *stray) {
	e.scope, e.prev, e.listed = s, s.last, true
	if s.last == nil {
		s.first = e
	} else {
		s.last.next = e
	}
	s.last = e
	s.count++
}

// report reports a failure that nobody will handle any more, unless that was done.
func (e *stray) report() {
	if e.listed {
		e.unlist()
		e.scope.c.Report(e.unhandled())
	}
}

// handled says that somebody has handled the failure.
func (e *stray) handled() {
	if e.collected {
		e.cleanup.Stop()
	}
	if e.listed {
		e.unlist()
	}
}

func (e *stray) unlist() {
	s := e.scope
	if e.prev == nil {
		s.first = e.next
	} else {
		e.prev.next = e.next
	}
	if e.next == nil {
		s.last = e.prev
	} else {
		e.next.prev = e.prev
	}
	e.prev, e.next, e.listed = nil, nil, false
	s.count--
}

func (e *stray) unhandled() error { return &UnhandledError{Made: e.made.String(), Err: e.err} }

func logUnhandled(err error) { slog.Default().Error("failure", "err", err) }
