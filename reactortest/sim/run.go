package sim

import (
	"fmt"
	"time"
)

// LimitDefault is how long a world runs that has no Eventually, or whose Eventually take longer.
const LimitDefault = 10 * time.Minute

// A Result is what one run was.
type Result struct {
	Seed uint64
	// Hash is over everything that happened on the wires and every alarm, in order.
	Hash uint64
	// Events is how many things happened, Chunks how many of them brought data to a node.
	Events, Chunks uint64
	// Simulated is how much of the world's time passed.
	Simulated time.Duration
	// Failures says what did not hold; empty is a run that passed.
	Failures []string
}

// Run builds the world of one seed and runs it until every Eventually has held, a property fails, or
// LimitDefault has passed.
func Run(seed uint64, build func(w *World)) Result {
	w := newWorld(seed)
	began := w.Now()
	build(w)
	if _, err := w.Net.RunUntil(LimitDefault, w.settled); err != nil {
		w.Failf("%v", err)
	}
	for _, p := range w.properties {
		if p.eventually != nil && len(w.failures) == 0 {
			w.Failf("eventually %q: not before the run's end after %v", p.name, LimitDefault)
		}
	}
	for _, n := range w.nodes {
		if n.reactor != nil {
			w.collect(n)
		}
	}
	return Result{
		Seed: seed, Hash: w.Net.Hash(), Events: w.Net.Fabric.Events(), Chunks: w.Net.Fabric.Chunks(),
		Simulated: w.Now().Sub(began), Failures: w.failures,
	}
}

func (r Result) String() string {
	return fmt.Sprintf("seed %d  hash %016x  %d events  %d chunks  %v simulated", r.Seed, r.Hash, r.Events, r.Chunks, r.Simulated)
}
