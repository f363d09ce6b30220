package fabric

import "ravel/fakes/kernel"

// An entry is one thing under way, with its key.
type entry struct {
	at  int64 // nanoseconds after the epoch
	seq uint64
	s   *kernel.Segment
}

// A queue is a 4-ary heap by (instant, order of sending): half as deep as a binary one, and comparing
// touches nothing outside the array. What is cancelled stays as kernel.Nothing until it comes to the
// top, or until cancelled entries are most of the queue.
type queue struct {
	heap []entry
	dead int
	seq  uint64
}

// compactMin is the number of cancelled entries below which they are left alone.
const compactMin = 256

func earlier(a, b *entry) bool {
	return a.at < b.at || a.at == b.at && a.seq < b.seq
}

// live is the number of entries that were not cancelled.
func (q *queue) live() int { return len(q.heap) - q.dead }

func (q *queue) push(at int64, s *kernel.Segment) {
	q.seq++
	q.heap = append(q.heap, entry{at, q.seq, s})
	q.up(len(q.heap) - 1)
}

func (q *queue) pop() entry {
	top := q.heap[0]
	last := len(q.heap) - 1
	moved := q.heap[last]
	q.heap[last] = entry{}
	q.heap = q.heap[:last]
	if last > 0 {
		q.heap[0] = moved
		q.down(0)
	}
	return top
}

// compact drops cancelled entries when they are most of the queue.
func (q *queue) compact(free func(*kernel.Segment)) {
	if q.dead < compactMin || q.dead*2 < len(q.heap) {
		return
	}
	kept := q.heap[:0]
	for _, e := range q.heap {
		if e.s.Kind == kernel.Nothing {
			free(e.s)
		} else {
			kept = append(kept, e)
		}
	}
	clear(q.heap[len(kept):])
	q.heap, q.dead = kept, 0
	for i := (len(kept) - 2) / 4; i >= 0 && len(kept) > 1; i-- {
		q.down(i)
	}
}

func (q *queue) up(i int) {
	h := q.heap
	e := h[i]
	for i > 0 {
		parent := (i - 1) / 4
		if !earlier(&e, &h[parent]) {
			break
		}
		h[i] = h[parent]
		i = parent
	}
	h[i] = e
}

func (q *queue) down(i int) {
	h := q.heap
	e := h[i]
	for {
		first := 4*i + 1
		if first >= len(h) {
			break
		}
		least := first
		for child := first + 1; child < min(first+4, len(h)); child++ {
			if earlier(&h[child], &h[least]) {
				least = child
			}
		}
		if !earlier(&h[least], &e) {
			break
		}
		h[i] = h[least]
		i = least
	}
	h[i] = e
}
