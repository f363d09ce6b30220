package fabric

import "testing"

func TestPoolGivesTheSizeAskedFor(t *testing.T) {
	var p pool
	for _, n := range []int{0, 1, 256, 257, 2048, 20_000, 65_536, 70_000} {
		s := p.get(n)
		if len(s.Data) != n {
			t.Errorf("asked for %d, got %d", n, len(s.Data))
		}
		s.Count = 7
		p.put(s)
		if again := p.get(n); len(again.Data) != n || again.Count != 0 {
			t.Errorf("the second of %d has %d bytes and Count %d: it must be blank", n, len(again.Data), again.Count)
		}
	}
}

func TestPoolKeepsALimitedNumber(t *testing.T) {
	var p pool
	last := len(classKeeps) - 1
	for range classKeeps[last] + 10 {
		s := p.get(0)
		s.Class = uint8(last)
		s.Data = nil
		p.put(s)
	}
	if p.count[last] != classKeeps[last] {
		t.Errorf("%d are kept, want %d", p.count[last], classKeeps[last])
	}
}
