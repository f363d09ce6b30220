package fabric

import (
	"math/rand/v2"
	"slices"
	"testing"

	"ravel/fakes/kernel"
)

func TestQueueIsOrderedByInstantAndSending(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	f := New(Config{})
	type key struct{ at, n int64 }
	var want []key
	var alarms []*kernel.Segment
	for i := range int64(5000) {
		at := random.Int64N(500)
		s := f.pool.get(0)
		s.Kind, s.Count = kernel.ALARM, int(i)
		f.queue.push(at, s)
		want = append(want, key{at, i})
		alarms = append(alarms, s)
	}
	// Most are cancelled, so that the queue is compacted on the way.
	for _, i := range random.Perm(5000)[:4000] {
		f.Cancel(alarms[i])
		want[i].at = -1
	}
	want = slices.DeleteFunc(want, func(k key) bool { return k.at < 0 })
	slices.SortFunc(want, func(a, b key) int {
		if a.at != b.at {
			return int(a.at - b.at)
		}
		return int(a.n - b.n)
	})
	if f.Pending() != len(want) {
		t.Fatalf("%d are pending, want %d", f.Pending(), len(want))
	}
	if len(f.queue.heap) > 2*len(want)+compactMin {
		t.Errorf("%d entries are kept for %d that live", len(f.queue.heap), len(want))
	}
	for _, w := range want {
		at, ok := f.next()
		if !ok {
			t.Fatal("the queue ended early")
		}
		if e := f.queue.pop(); at != w.at || int64(e.s.Count) != w.n {
			t.Fatalf("got %d at %d, want %d at %d", e.s.Count, at, w.n, w.at)
		}
	}
	if _, ok := f.next(); ok {
		t.Error("something is left")
	}
}
