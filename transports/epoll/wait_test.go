//go:build linux

package epoll

import (
	"math"
	"testing"
	"time"

	"ravel/core/port"
)

func TestMillisecondsAreRoundedUp(t *testing.T) {
	for d, ms := range map[time.Duration]int{
		-1: -1, 0: 0, 1: 1, time.Millisecond: 1, time.Millisecond + 1: 2, time.Second: 1000, math.MaxInt64: math.MaxInt32,
	} {
		want(t, "a timeout of "+d.String(), milliseconds(d), ms)
	}
}

func TestOnAnOldKernelWaitIsNeverShortEither(t *testing.T) {
	undisturbed(t)
	r := newRig(t)
	r.e.coarse = true
	for _, d := range []time.Duration{time.Nanosecond, 1500 * time.Microsecond, 7 * time.Millisecond} {
		start := time.Now()
		n := r.turn(d)
		took := time.Since(start)
		want(t, "nobody is ready", n, 0)
		if took < d {
			t.Errorf("Wait(%v) took %v: a timer would be found not due, and the loop spin", d, took)
		}
	}
}

func TestEventsAndInterestSayTheSame(t *testing.T) {
	for i := range port.Interest(16) {
		wanted := i &^ port.Failed // an error is more than that it failed
		want(t, "what is asked for is what is told", interestOf(nil, eventsOf(wanted)), wanted)
	}
}
