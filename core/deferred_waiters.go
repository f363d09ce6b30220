package core

// waitersMax is how many can wait for a Lock, a Semaphore or a Queue unless it says otherwise.
const waitersMax = 1 << 20

// waiters are Deferreds that are served in the order in which they came. One that is cancelled leaves.
type waiters[T any] struct {
	first, last *waiter[T]
	count       int
}

type waiter[T any] struct {
	d          *Deferred[T]
	prev, next *waiter[T]
}

// add is a Deferred that waits, or a failure with ErrBacklogFull if limit others do.
func (w *waiters[T]) add(limit int) *Deferred[T] {
	if w.count >= limit {
		return Failed[T](ErrBacklogFull)
	}
	e := &waiter[T]{prev: w.last}
	e.d = NewDeferred(func(*Deferred[T]) { w.remove(e) })
	if w.last == nil {
		w.first = e
	} else {
		w.last.next = e
	}
	w.last = e
	w.count++
	return e.d
}

// take removes the first.
func (w *waiters[T]) take() *Deferred[T] {
	e := w.first
	w.remove(e)
	return e.d
}

func (w *waiters[T]) remove(e *waiter[T]) {
	if e.prev == nil {
		w.first = e.next
	} else {
		e.prev.next = e.next
	}
	if e.next == nil {
		w.last = e.prev
	} else {
		e.next.prev = e.prev
	}
	e.prev, e.next = nil, nil
	w.count--
}
