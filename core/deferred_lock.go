package core

// A Lock is held by one at a time; the others wait in the order in which they came. The zero value is
// free. It is for work that takes many turns: it belongs to one goroutine.
type Lock struct{ s Semaphore }

// Acquire is a Deferred that fires when the lock is the caller's. One that waits is cancelled by leaving
// the queue; past a million there it is a failure, [ErrBacklogFull].
func (l *Lock) Acquire() *Deferred[struct{}] {
	l.s.tokens = 1
	return l.s.Acquire()
}

// Release gives the lock to the first who waits. It panics if nobody holds the lock.
func (l *Lock) Release() { l.s.Release() }

// Locked is true while somebody holds the lock.
func (l *Lock) Locked() bool { return l.s.held > 0 }

// A Semaphore is held by a number at a time; the others wait in the order in which they came.
type Semaphore struct {
	tokens   int
	held     int
	waiting  waiters[struct{}]
	granting bool
}

// NewSemaphore is a free Semaphore with tokens, at least one.
func NewSemaphore(tokens int) *Semaphore {
	if tokens < 1 {
		panic("core: a Semaphore without tokens")
	}
	return &Semaphore{tokens: tokens}
}

// Acquire is as Lock's.
func (s *Semaphore) Acquire() *Deferred[struct{}] {
	if s.held < s.tokens && s.waiting.count == 0 {
		s.held++
		return Succeed(struct{}{})
	}
	return s.waiting.add(waitersMax)
}

// Release gives a token back. It panics if nobody holds one.
//
// Who is next gets it before Release returns, except inside another Release, which does it then: however
// many wait and release at once, the stack does not grow with them.
func (s *Semaphore) Release() {
	if s.held == 0 {
		panic("core: Release of what nobody holds")
	}
	s.held--
	if s.granting {
		return
	}
	s.granting = true
	defer func() { s.granting = false }()
	for s.held < s.tokens && s.waiting.count > 0 {
		s.held++
		s.waiting.take().Resolve(struct{}{})
	}
}

// Free is the number of tokens that nobody holds.
func (s *Semaphore) Free() int { return s.tokens - s.held }

// An Acquirer is a Lock or a Semaphore.
type Acquirer interface {
	Acquire() *Deferred[struct{}]
	Release()
}

// With acquires a, calls f and is a Deferred of what f's Deferred comes to, also if that is a failure or f panics
// (Twisted: DeferredLock.run).
//
// a is released when the result is there and what was added to the Deferred that With returns was called, as far
// as it does not wait: who works one after the other is told the results in that order, each before the next
// begins. A function that has a wait for something does not hold a any longer: what takes its time and needs a
// belongs into f.
func With[T any](a Acquirer, f func() *Deferred[T]) *Deferred[T] {
	acquired, ready := a.Acquire(), false
	out := follow(acquired, func(c *Deferred[T], _ struct{}, err error) (Chain, error) {
		next, late := c.receive(*new(T), err, acquired.fired)
		if err != nil {
			return next, late
		}
		inner := TryDeferred(f)
		ready = inner.done()
		if next != nil {
			c.await(inner)
		}
		if !ready { // else out, which the chain goes on with first, has everything already
			inner.AddBoth(func(v T, err error) (T, error) {
				a.Release()
				return v, err
			})
		}
		return next, late
	})
	acquired.add(link[struct{}]{hand: func(*Deferred[struct{}]) Chain {
		if ready {
			a.Release()
		}
		return nil
	}})
	return out
}
