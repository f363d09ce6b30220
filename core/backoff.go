package core

import (
	"math"
	"math/rand/v2"
	"time"
)

const (
	backoffInitial = time.Second
	backoffMax     = time.Minute
	backoffFactor  = 1.5
	// backoffJitter is the spread that Twisted has taken from Planck's molar constant.
	backoffJitter = 0.1196
)

// A Backoff says how long to wait before trying again. The zero value works.
type Backoff struct {
	// Initial is the delay without failures; with each it grows by Factor. Default 1 s.
	Initial time.Duration
	// Max is the longest delay, before jitter. Default 1 min.
	Max time.Duration
	// Factor is by how much a failure makes the delay longer. Default 1.5; below 1 it is 1.
	Factor float64
	// Jitter spreads the delays, so that those who failed together do not come back together: it is
	// the standard deviation as a share of the delay. Default 0.1196; negative is none.
	Jitter float64
}

// Delay is how long to wait after so many failures in a row. It lies between 0 and twice the delay without
// jitter. r is not asked if there is no jitter.
func (b Backoff) Delay(failures int, r *rand.Rand) time.Duration {
	d := b.exact(failures)
	jitter := b.Jitter
	if jitter == 0 {
		jitter = backoffJitter
	}
	if jitter > 0 {
		d += d * jitter * r.NormFloat64()
		d = min(max(d, 0), 2*b.exact(failures))
	}
	return time.Duration(min(d, math.MaxInt64/2))
}

// exact is the delay without jitter, in nanoseconds.
func (b Backoff) exact(failures int) float64 {
	initial, most, factor := b.Initial, b.Max, b.Factor
	if initial <= 0 {
		initial = backoffInitial
	}
	if most <= 0 {
		most = backoffMax
	}
	if factor == 0 {
		factor = backoffFactor
	}
	return min(float64(initial)*math.Pow(max(factor, 1), float64(max(failures, 0))), float64(most))
}
