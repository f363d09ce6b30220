package coro_test

import (
	"testing"

	"ravel/core"
	"ravel/core/coro"
)

func BenchmarkAwaitFired(b *testing.B) {
	c := newClock()
	d := core.Succeed(1)
	coro.Do(c, func(co *coro.Co) error {
		for b.Loop() {
			coro.Await(co, d)
		}
		return nil
	})
}

func BenchmarkParkAndResume(b *testing.B) {
	c := newClock()
	b.ReportAllocs()
	var d *core.Deferred[int]
	out := coro.Do(c, func(co *coro.Co) error {
		for {
			d = core.NewDeferred[int]()
			if _, err := coro.Await(co, d); err != nil {
				return err
			}
		}
	})
	for b.Loop() {
		d.Resolve(1)
	}
	out.Cancel()
}
