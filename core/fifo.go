package core

// A fifo is a queue in one slice. The zero value is empty.
type fifo[T any] struct {
	values []T
	at     int // the next of values
}

func (q *fifo[T]) len() int { return len(q.values) - q.at }

func (q *fifo[T]) push(v T) { q.values = append(q.values, v) }

// pop removes the first, which must be there.
func (q *fifo[T]) pop() T {
	v := q.values[q.at]
	q.values[q.at] = *new(T)
	q.at++
	if q.at > len(q.values)/2 { // each value is moved once at most
		n := copy(q.values, q.values[q.at:])
		clear(q.values[n:])
		q.values, q.at = q.values[:n], 0
	}
	return v
}
