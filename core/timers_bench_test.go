package core

import (
	"math/rand/v2"
	"testing"
	"time"
)

// pending is how many delayed calls wait while the benchmarks work.
const pending = 1_000_000

func filledTimers(n int) (*Timers, []*DelayedCall, *rand.Rand) {
	now := time.Unix(0, 0)
	timers := NewTimers(func() time.Time { return now })
	r := rand.New(rand.NewPCG(1, 2))
	calls := make([]*DelayedCall, n)
	for i := range calls {
		calls[i] = timers.CallLater(time.Duration(r.Int64N(int64(time.Minute))), func() {})
	}
	return timers, calls, r
}

func BenchmarkCancelAndAddAmongAMillion(b *testing.B) {
	timers, calls, r := filledTimers(pending)
	f := func() {}
	b.ReportAllocs()
	for b.Loop() {
		i := r.IntN(pending)
		calls[i].Cancel()
		calls[i] = timers.CallLater(time.Duration(r.Int64N(int64(time.Minute))), f)
	}
}

// Each message of a busy server cancels the timeout that was asked for longest ago and asks for another.
func BenchmarkCancelOldestAndAddAmongAMillion(b *testing.B) {
	timers, calls, r := filledTimers(pending)
	f := func() {}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		at := i % pending
		calls[at].Cancel()
		calls[at] = timers.CallLater(time.Second+time.Duration(r.Int64N(int64(time.Minute))), f)
	}
}

// The timeout of a connection: asked for, and cancelled soon after, among a million that wait longer.
func BenchmarkAddAndCancelAmongAMillion(b *testing.B) {
	timers, _, _ := filledTimers(pending)
	f := func() {}
	b.ReportAllocs()
	for b.Loop() {
		timers.CallLater(30*time.Second, f).Cancel()
	}
}

// An idle timeout that every message moves.
func BenchmarkResetAmongAMillion(b *testing.B) {
	_, calls, r := filledTimers(pending)
	b.ReportAllocs()
	for b.Loop() {
		calls[r.IntN(pending)].Reset(time.Minute)
	}
}
