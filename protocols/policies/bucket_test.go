package policies_test

import (
	"testing"
	"time"

	"ravel/fakes"
	"ravel/protocols/policies"
)

// The log POL-07.
func TestABucketTakesWhatFits(t *testing.T) {
	clock := fakes.NewClock()
	b := policies.NewBucket(clock, policies.BucketConfig{Rate: 4, Burst: 10})
	if n := b.Add(20); n != 10 {
		t.Errorf("an empty bucket took %d, want its 10", n)
	}
	if n := b.Add(1); n != 0 {
		t.Errorf("a full one took %d", n)
	}
	clock.Advance(time.Second)
	if n := b.Add(20); n != 4 {
		t.Errorf("a second later it took %d, want the 4 that leaked", n)
	}
	clock.Advance(750 * time.Millisecond)
	if n := b.Add(20); n != 3 || b.Drip() {
		t.Errorf("it took %d and is empty: %v; want 3, and full", n, b.Drip())
	}
	clock.Advance(time.Hour)
	if !b.Drip() || b.Content() != 0 {
		t.Errorf("after an hour it holds %v", b.Content())
	}
}

func TestAParentIsChargedTheSame(t *testing.T) {
	clock := fakes.NewClock()
	all := policies.NewBucket(clock, policies.BucketConfig{Rate: 1, Burst: 15})
	a := policies.NewBucket(clock, policies.BucketConfig{Rate: 1, Burst: 10, Parent: all})
	b := policies.NewBucket(clock, policies.BucketConfig{Rate: 1, Burst: 10, Parent: all})
	if n := a.Add(10); n != 10 {
		t.Errorf("the first took %d", n)
	}
	if n := b.Add(10); n != 5 || b.Content() != 5 {
		t.Errorf("the second took %d and holds %v; want the 5 that its parent has left", n, b.Content())
	}
}

func TestAChargeBeyondTheSizeTellsHowLongItTakes(t *testing.T) {
	clock := fakes.NewClock()
	all := policies.NewBucket(clock, policies.BucketConfig{Rate: 5, Burst: 10})
	b := policies.NewBucket(clock, policies.BucketConfig{Rate: 10, Burst: 10, Parent: all})
	for _, c := range []struct {
		n    int
		want time.Duration
	}{{10, 0}, {15, 3 * time.Second}} { // the parent is the slower one
		if got := b.Charge(c.n); got != c.want {
			t.Errorf("charged %d: wait %v, want %v", c.n, got, c.want)
		}
	}
	clock.Advance(2 * time.Second)
	if got := b.Wait(); got != time.Second {
		t.Errorf("2 s later %v are left, want 1s", got)
	}
	stopped := policies.NewBucket(clock, policies.BucketConfig{Burst: 1})
	if got := stopped.Charge(2); got <= 0 {
		t.Errorf("a bucket that never leaks: wait %v", got)
	}
}

func TestABucketWithoutASizeTakesAll(t *testing.T) {
	b := policies.NewBucket(fakes.NewClock(), policies.BucketConfig{})
	if n, wait := b.Add(1<<30), b.Charge(1<<30); n != 1<<30 || wait != 0 {
		t.Errorf("took %d, wait %v", n, wait)
	}
	if n := b.Add(-5); n != 0 {
		t.Errorf("took %d of -5", n)
	}
}
