package core

// queueMax is how many values a Queue keeps unless it says otherwise.
const queueMax = 1 << 20

// QueueConfig has a Queue's limits. The zero value works.
type QueueConfig struct {
	// Size is how many values can wait for a Get. Default 1,048,576; negative is none: who puts needs
	// somebody who waits.
	Size int
	// Backlog is how many can wait for a value. Default 1,048,576; negative is none.
	Backlog int
}

// A Queue brings values to who waits for them, first in, first out. It belongs to one goroutine.
type Queue[T any] struct {
	size, backlog int
	values        fifo[T]
	getters       waiters[T]
}

// NewQueue is an empty queue. A configuration may be given, at most one.
func NewQueue[T any](c ...QueueConfig) *Queue[T] {
	if len(c) > 1 {
		panic("core: NewQueue takes at most one configuration")
	}
	q := &Queue[T]{size: queueMax, backlog: waitersMax}
	if len(c) == 1 {
		q.size, q.backlog = limit(c[0].Size, queueMax), limit(c[0].Backlog, waitersMax)
	}
	return q
}

func limit(n, normal int) int {
	if n == 0 {
		return normal
	}
	return max(n, 0)
}

// Put gives v to the first who waits, before it returns, or keeps it. With Size values kept it is
// [ErrQueueFull].
func (q *Queue[T]) Put(v T) error {
	switch {
	case q.getters.count > 0:
		q.getters.take().Resolve(v)
	case q.Len() >= q.size:
		return ErrQueueFull
	default:
		q.values.push(v)
	}
	return nil
}

// Get is a Deferred of the next value. With Backlog others waiting it is a failure, [ErrBacklogFull].
// One that is cancelled leaves, and takes no value with it.
func (q *Queue[T]) Get() *Deferred[T] {
	if q.Len() == 0 {
		return q.getters.add(q.backlog)
	}
	return Succeed(q.values.pop())
}

// Len is the number of values kept.
func (q *Queue[T]) Len() int { return q.values.len() }

// Waiting is the number of those who wait for a value.
func (q *Queue[T]) Waiting() int { return q.getters.count }
