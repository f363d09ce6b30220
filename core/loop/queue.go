package loop

// queueKept is how long a queue may have grown and still be used again.
const queueKept = 1 << 14

// A queue collects while the batch before is being worked through. Its length is bounded by those who
// add: each flusher and each ender waits in it at most once. The zero value is ready.
type queue[T any] struct {
	later []T
	now   []T
	at    int
}

func (q *queue[T]) add(v T) { q.later = append(q.later, v) }

// empty reports whether nothing waits, in the batch or behind it.
func (q *queue[T]) empty() bool { return len(q.later) == 0 && q.at == len(q.now) }

// begin makes the batch of what was added since the last. What Goexit left of that one comes first,
// alone. It reports whether there is a batch.
func (q *queue[T]) begin() bool {
	if q.at == len(q.now) {
		spare := q.now[:0]
		if cap(spare) > queueKept {
			spare = nil
		}
		q.now, q.later, q.at = q.later, spare, 0
	}
	return q.at < len(q.now)
}

// next is the next of the batch.
func (q *queue[T]) next() (v T, ok bool) {
	if q.at == len(q.now) {
		return v, false
	}
	v, q.now[q.at] = q.now[q.at], v
	q.at++
	return v, true
}
