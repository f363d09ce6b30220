package core

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// The log REC-01 of Twisted's ReconnectingClientFactory without jitter.
func TestBackoffGrowsByItsFactorUpToItsMost(t *testing.T) {
	b := Backoff{Initial: time.Second, Factor: math.E, Max: time.Hour, Jitter: -1}
	var got []string
	for n := 1; n <= 9; n++ {
		got = append(got, fmt.Sprintf("%.3f", b.Delay(n, nil).Seconds()))
	}
	want := []string{"2.718", "7.389", "20.086", "54.598", "148.413", "403.429", "1096.633", "2980.958", "3600.000"}
	if !slices.Equal(got, want) {
		t.Errorf("delays %v, want %v", got, want)
	}
}

func TestTheZeroBackoffWaitsFromASecondToAMinute(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	seen := map[time.Duration]bool{}
	for range 1000 {
		first, last := Backoff{}.Delay(0, r), Backoff{}.Delay(1<<30, r)
		if first < 0 || first > 2*time.Second || last < 0 || last > 2*time.Minute {
			t.Fatalf("delays %v and %v, want them within twice 1s and 1m", first, last)
		}
		seen[first] = true
	}
	if len(seen) < 900 {
		t.Errorf("%d different delays of 1000: jitter must spread them", len(seen))
	}
}

func TestBackoffWithSillyNumbersStaysInBounds(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, b := range []Backoff{{Factor: math.Inf(1)}, {Factor: -3}, {Initial: -5, Max: -7}, {Max: math.MaxInt64, Factor: 1e300}} {
		for _, n := range []int{-1, 0, 1, math.MaxInt} {
			if d := b.Delay(n, r); d < 0 {
				t.Errorf("%+v after %d failures: %v is negative", b, n, d)
			}
		}
	}
}
