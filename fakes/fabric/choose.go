package fabric

import (
	"math/bits"
	"time"
)

// A Site is a place where the world can go one way or another. Label says where, in structural terms
// ("link a->b latency"); Index numbers the sites of one fabric in the order in which they came up.
type Site struct {
	Label string
	Index int
}

// A Chooser decides. Choose returns a number below n; 0 is the plainest. n is at least 2.
type Chooser interface {
	Choose(s Site, n uint64) uint64
}

// Plain always chooses 0: no fault and the least delay.
type Plain struct{}

// Choose returns 0.
func (Plain) Choose(Site, uint64) uint64 { return 0 }

// Seeded chooses at random. What it chooses at a site depends on the seed, the site's label and how
// often it was asked there before, and on nothing else.
type Seeded struct {
	seed   uint64
	states []uint64 // by Site.Index; 0 is a site that has not come up
}

// NewSeeded is a Seeded with that seed.
func NewSeeded(seed uint64) *Seeded { return &Seeded{seed: seed} }

// Choose draws from the site's own stream.
func (c *Seeded) Choose(s Site, n uint64) uint64 {
	for s.Index >= len(c.states) {
		c.states = append(c.states, 0)
	}
	state := &c.states[s.Index]
	if *state == 0 {
		*state = mix(c.seed^mix(hashString(s.Label))) | 1
	}
	// SplitMix64; the odd stride visits 0 once in 2^64 draws, which then only starts the stream again.
	*state += 0x9e3779b97f4a7c15
	hi, _ := bits.Mul64(mix(*state), n)
	return hi
}

// mix is the finalizer of SplitMix64.
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// million is the range of a choice that is made with a chance given in ppm.
const million = 1_000_000

// chance asks whether something that happens ppm times in a million happens. The plainest answer is no.
func (f *Fabric) chance(s *Site, ppm int) bool {
	return ppm > 0 && f.chooser.Choose(*s, million) >= million-uint64(min(ppm, million))
}

// below asks for a number below n.
func (f *Fabric) below(s *Site, n uint64) uint64 {
	if n < 2 {
		return 0
	}
	v := f.chooser.Choose(*s, n)
	if v >= n {
		panic("fabric: a Chooser chose out of range at " + s.Label)
	}
	return v
}

// site makes the Site of a label. A label comes up once.
func (f *Fabric) site(label string) Site {
	f.sites++
	return Site{Label: label, Index: f.sites - 1}
}

// Site makes the Site of a label for choices outside of the fabric that belong to the same run. A label may
// come up once; two sites of one label would make the same choices.
func (f *Fabric) Site(label string) Site { return f.site(label) }

// Draw chooses a delay at s.
func (f *Fabric) Draw(l Latency, s Site) time.Duration { return time.Duration(f.draw(&l, &s)) }
