package fabric

import (
	"math"
	"testing"
	"time"
)

func TestExponentialFollowsTheLogarithm(t *testing.T) {
	const mean = int64(time.Millisecond)
	last := int64(-1)
	for u := uint64(0); u < 1<<exponentBits; u += 997 {
		got := exponential(u, mean)
		want := -float64(mean) * math.Log1p(-float64(u)/(1<<exponentBits))
		if math.Abs(float64(got)-want) > float64(mean)/1e5 {
			t.Fatalf("exponential(%d) = %d, want about %.0f", u, got, want)
		}
		if got < last {
			t.Fatalf("exponential(%d) = %d after %d: a larger choice must not be a shorter delay", u, got, last)
		}
		last = got
	}
	if exponential(0, mean) != 0 {
		t.Error("the plainest choice is no delay")
	}
	if got := exponential(1<<exponentBits-1, mean); got < 15*mean || got > 16*mean {
		t.Errorf("the longest delay is %v, want just below 16 means", time.Duration(got))
	}
}

func TestExponentialIsTheSameOnEveryMachine(t *testing.T) {
	// Values that were computed once: another result is another world for the same seed.
	for u, want := range map[uint64]int64{1: 0, 1 << 20: 133531, 1 << 22: 693147, 1<<23 - 2: 15249237} {
		if got := exponential(u, 1_000_000); got != want {
			t.Errorf("exponential(%d) = %d, want %d", u, got, want)
		}
	}
}

func TestSeededMeansAreRight(t *testing.T) {
	f := New(Config{Seed: 3})
	s := f.site("test")
	for _, c := range []struct {
		l    Latency
		mean time.Duration
	}{
		{Fixed(2 * time.Millisecond), 2 * time.Millisecond},
		{Uniform(time.Millisecond, 3*time.Millisecond), 2 * time.Millisecond},
		{Exponential(2 * time.Millisecond), 2 * time.Millisecond},
	} {
		sum, n := int64(0), int64(100_000)
		for range n {
			sum += f.draw(&c.l, &s)
		}
		if got := time.Duration(sum / n); got < c.mean*98/100 || got > c.mean*102/100 {
			t.Errorf("the mean of %+v is %v, want %v", c.l, got, c.mean)
		}
	}
}
