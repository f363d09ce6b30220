package fabric

import "testing"

func TestSeededDependsOnSeedAndLabelAlone(t *testing.T) {
	draw := func(c *Seeded, s Site) (list [20]uint64) {
		for i := range list {
			list[i] = c.Choose(s, 1000)
		}
		return list
	}
	alone := draw(NewSeeded(1), Site{"link a->b latency", 0})
	c := NewSeeded(1)
	other := draw(c, Site{"link b->a latency", 0})
	if draw(c, Site{"link a->b latency", 7}) != alone {
		t.Error("what another site drew, and the site's number, must not matter")
	}
	if other == alone {
		t.Error("another site draws something else")
	}
	if draw(NewSeeded(2), Site{"link a->b latency", 0}) == alone {
		t.Error("another seed draws something else")
	}
}

func TestSeededIsTheSameOnEveryMachine(t *testing.T) {
	c := NewSeeded(42)
	s := Site{Label: "link a->b latency"}
	// Values that were computed once: other results are other worlds for the same seeds.
	for i, want := range []uint64{364683, 85832, 711577, 533640, 489023} {
		if got := c.Choose(s, million); got != want {
			t.Errorf("draw %d is %d, want %d", i, got, want)
		}
	}
}

func TestSeededIsEven(t *testing.T) {
	c, s := NewSeeded(9), Site{Label: "x"}
	var count [10]int
	for range 100_000 {
		count[c.Choose(s, 10)]++
	}
	for v, n := range count {
		if n < 9_500 || n > 10_500 {
			t.Errorf("%d came %d times in 100,000, want about 10,000", v, n)
		}
	}
}

func TestChances(t *testing.T) {
	f := New(Config{Seed: 5})
	s := f.site("x")
	n := 0
	for range 100_000 {
		if f.chance(&s, 250_000) {
			n++
		}
	}
	if n < 24_000 || n > 26_000 {
		t.Errorf("a chance of a quarter came true %d times in 100,000", n)
	}
	if f.chance(&s, 0) || !f.chance(&s, million) || !f.chance(&s, 2*million) {
		t.Error("0 is never and a million always")
	}
	plain := New(Config{Chooser: Plain{}})
	if plain.chance(&s, million-1) {
		t.Error("the plainest answer is no")
	}
}

func TestAChooserOutOfRangeIsAMistake(t *testing.T) {
	f := New(Config{Chooser: wild{}})
	s := f.site("x")
	defer func() {
		if recover() == nil {
			t.Error("it went unnoticed")
		}
	}()
	f.below(&s, 5)
}

type wild struct{}

func (wild) Choose(_ Site, n uint64) uint64 { return n }
