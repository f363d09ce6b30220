package loop

import "testing"

func TestQueueKeepsWhatIsAddedMeanwhileForTheNextBatch(t *testing.T) {
	var q queue[int]
	if q.begin() || !q.empty() {
		t.Fatal("an empty queue has a batch")
	}
	q.add(1)
	q.add(2)
	for round, want := range [][]int{{1, 2}, {10, 20}} {
		if !q.begin() {
			t.Fatalf("round %d: no batch", round)
		}
		for _, w := range want {
			v, ok := q.next()
			if !ok || v != w {
				t.Fatalf("round %d: got %d %v, want %d", round, v, ok, w)
			}
			q.add(v * 10)
		}
		if _, ok := q.next(); ok {
			t.Fatalf("round %d: the batch grew", round)
		}
	}
}

func TestQueueFinishesABrokenOffBatchFirst(t *testing.T) {
	var q queue[string]
	q.add("a")
	q.add("b")
	q.begin()
	q.next()
	q.add("c")
	if !q.begin() {
		t.Fatal("the rest is lost")
	}
	if v, _ := q.next(); v != "b" {
		t.Errorf("got %q, want b", v)
	}
	if _, ok := q.next(); ok {
		t.Error("c came before its turn")
	}
	if q.begin(); q.empty() {
		t.Error("c is lost")
	}
}

func TestQueueDropsABurstsMemory(t *testing.T) {
	var q queue[int]
	for range queueKept + 1 {
		q.add(0)
	}
	for range 3 {
		q.begin()
		for _, ok := q.next(); ok; _, ok = q.next() {
		}
		q.add(0)
	}
	if n := max(cap(q.now), cap(q.later)); n > queueKept {
		t.Errorf("room for %d is kept, want at most %d", n, queueKept)
	}
}
