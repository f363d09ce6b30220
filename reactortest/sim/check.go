package sim

// A Range is seeds, one after another.
type Range struct{ First, Count uint64 }

// Seeds is the first n seeds.
func Seeds(n int) Range { return Range{First: 1, Count: uint64(n)} }

// From is n seeds from first on.
func From(first uint64, n int) Range { return Range{First: first, Count: uint64(n)} }

// T is a *testing.T or Ginkgo's GinkgoT().
type T interface {
	Helper()
	Errorf(format string, args ...any)
}

// failuresMax is how many failing seeds Check reports before it stops.
const failuresMax = 3

// Check runs build with each seed and fails t for those that fail, with the seed to run them again:
// Check(t, From(seed, 1), build). The first seed is run twice, and differing hashes fail t as well.
func Check(t T, seeds Range, build func(w *World)) {
	t.Helper()
	failed := 0
	for i := range seeds.Count {
		r := Run(seeds.First+i, build)
		if i == 0 {
			if again := Run(seeds.First, build); again.Hash != r.Hash {
				t.Errorf("seed %d is not deterministic: hash %016x, then %016x", r.Seed, r.Hash, again.Hash)
			}
		}
		if len(r.Failures) == 0 {
			continue
		}
		t.Errorf("%v\nrun it again with sim.From(%d, 1)", r, r.Seed)
		for _, f := range r.Failures {
			t.Errorf("seed %d: %s", r.Seed, f)
		}
		if failed++; failed == failuresMax {
			return
		}
	}
}
