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

func BenchmarkDeferredFailedAndHandled(b *testing.B) {
	b.ReportAllocs()
	h := newHand()
	for b.Loop() {
		core.NewDeferredOn[int](h).AddErrback(func(error) (int, error) { return 0, nil }).Fail(errTest)
	}
}
