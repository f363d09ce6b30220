package policies

import (
	"math"
	"time"

	"ravel/core"
)

// parentsMax is how deep buckets can be nested. A deeper tree is a circle.
const parentsMax = 64

// A BucketConfig says what a Bucket lets pass.
type BucketConfig struct {
	// Rate is how many tokens a second leak out of the bucket, which makes room for as many: bytes a
	// second, for instance. 0 is none: what is full stays full.
	Rate float64
	// Burst is how many the bucket holds. 0 is as many as come.
	Burst int
	// Parent, if not nil, has to have room as well, and is charged the same.
	Parent *Bucket
}

// A Bucket limits how often something happens (Twisted: htb.Bucket). It fills with what happens and leaks
// at its rate; buckets with one parent share what that allows. It belongs to its clock's goroutine.
type Bucket struct {
	c       BucketConfig
	clock   core.Clock
	content float64
	at      time.Time // when content was right
}

// NewBucket is an empty bucket.
func NewBucket(clock core.Clock, c BucketConfig) *Bucket {
	if c.Rate < 0 || math.IsNaN(c.Rate) || c.Burst < 0 {
		panic("policies: a bucket with a negative rate or size")
	}
	b := &Bucket{c: c, clock: clock, at: clock.Now()}
	b.depth()
	return b
}

func (b *Bucket) depth() {
	n := 0
	for ; b != nil; b = b.c.Parent {
		if n++; n > parentsMax {
			panic("policies: more than 64 buckets inside each other")
		}
	}
}

// Add puts up to n into the bucket and returns how many it, and all above it, had room for.
func (b *Bucket) Add(n int) int {
	b.leak()
	fits := max(n, 0)
	if b.c.Burst > 0 {
		fits = min(fits, max(0, int(math.Floor(float64(b.c.Burst)-b.content))))
	}
	if b.c.Parent != nil {
		fits = b.c.Parent.Add(fits)
	}
	b.content += float64(fits)
	return fits
}

// Charge puts n into the bucket, and all above it, whether there is room or not, and returns how long it
// takes until they hold no more than they should again: 0 if they do.
func (b *Bucket) Charge(n int) time.Duration {
	b.leak()
	b.content += float64(max(n, 0))
	wait := b.wait()
	if b.c.Parent != nil {
		wait = max(wait, b.c.Parent.Charge(n))
	}
	return wait
}

// Wait is how long it takes until the bucket, and all above it, hold no more than they should.
func (b *Bucket) Wait() time.Duration {
	b.leak()
	wait := b.wait()
	if b.c.Parent != nil {
		wait = max(wait, b.c.Parent.Wait())
	}
	return wait
}

// waitMax is the longest wait: without a rate it would be for ever.
const waitMax = 24 * time.Hour

func (b *Bucket) wait() time.Duration {
	over := b.content - float64(b.c.Burst)
	switch {
	case b.c.Burst == 0 || over <= 0:
		return 0
	case over/waitMax.Seconds() >= b.c.Rate:
		return waitMax
	}
	return time.Duration(math.Ceil(over / b.c.Rate * float64(time.Second)))
}

// Drip lets out what has leaked since the last call, here and above, and reports whether the bucket is empty.
func (b *Bucket) Drip() bool {
	if b.c.Parent != nil {
		b.c.Parent.Drip()
	}
	b.leak()
	return b.content == 0
}

// Content is how much the bucket holds.
func (b *Bucket) Content() float64 {
	b.leak()
	return b.content
}

func (b *Bucket) leak() {
	now := b.clock.Now()
	b.content = max(0, b.content-now.Sub(b.at).Seconds()*b.c.Rate)
	b.at = now
}
