package core

import "testing"

func TestFifo(t *testing.T) {
	var q fifo[int]
	in, out := 0, 0
	for round := range 1_000 {
		for range round % 7 {
			q.push(in)
			in++
		}
		for range min(q.len(), round%5) {
			if v := q.pop(); v != out {
				t.Fatalf("first in is first out: got %d, want %d", v, out)
			}
			out++
		}
		if q.len() != in-out {
			t.Fatalf("%d are kept, want %d", q.len(), in-out)
		}
		if q.at > len(q.values) || len(q.values) > 2*q.len()+2 {
			t.Fatalf("%d places for %d values", len(q.values), q.len())
		}
	}
}
