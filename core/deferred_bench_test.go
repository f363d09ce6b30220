package core_test

import (
	"testing"

	"ravel/core"
)

func BenchmarkDeferredMadeAndResolved(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		core.NewDeferred[int]().Resolve(1)
	}
}

func BenchmarkDeferredHundredLinks(b *testing.B) {
	b.ReportAllocs()
	plusOne := func(v int) (int, error) { return v + 1, nil }
	for b.Loop() {
		d := core.NewDeferred[int]()
		for range 100 {
			d.AddCallback(plusOne)
		}
		d.Resolve(0)
	}
}

// A link costs its place in the chain's slice, which grows by doubling, and nothing else: no allocation of its own
// when it is added, and none when it is called.
func TestLinksAllocateNothingOfTheirOwn(t *testing.T) {
	plusOne := func(v int) (int, error) { return v + 1, nil }
	chain := func(links int) float64 {
		return testing.AllocsPerRun(100, func() {
			d := core.NewDeferred[int]()
			for range links {
				d.AddCallback(plusOne)
			}
			d.Resolve(0)
		})
	}
	if few, lots := chain(64), chain(1024); few > 9 || lots-few > 5 {
		t.Errorf("%v allocations for 64 links and %v for 1,024: want one for each doubling", few, lots)
	}
	fired := core.Succeed(1)
	if n := testing.AllocsPerRun(100, func() { fired.AddCallback(plusOne) }); n > 1 {
		t.Errorf("%v allocations for a link that is called at once", n)
	}
}

func BenchmarkDeferredFailedAndHandled(b *testing.B) {
	b.ReportAllocs()
	h := newHand()
	for b.Loop() {
		core.NewDeferredOn[int](h).AddErrback(func(error) (int, error) { return 0, nil }).Fail(errTest)
	}
}
