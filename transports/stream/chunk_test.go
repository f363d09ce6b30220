package stream

import (
	"testing"
	"unsafe"
)

func TestChunkHead(t *testing.T) {
	if got := unsafe.Sizeof(chunk{}); unsafe.Sizeof(uintptr(0)) == 8 && got != chunkHead {
		t.Errorf("a chunk's head is %d bytes, the sizes count with %d", got, chunkHead)
	}
}

func TestPoolIsBounded(t *testing.T) {
	for _, c := range []struct {
		size, most int
		shelf      func(p *pool) *shelf
	}{
		{smallBytes, smallKept, func(p *pool) *shelf { return &p.small }},
		{chunkBytes, chunksKept, func(p *pool) *shelf { return &p.large }},
	} {
		var p pool
		var used []*chunk
		for range 2 * c.most {
			used = append(used, p.get(c.size, true))
		}
		for _, u := range used {
			u.buf, u.from = append(u.buf, 'x'), 1
			p.put(u)
		}
		s := c.shelf(&p)
		if s.kept != c.most {
			t.Errorf("%d chunks of %d bytes are kept, want the limit %d", s.kept, c.size, c.most)
		}
		for range c.most {
			if got := p.get(c.size, true); got.next != nil || len(got.buf) != 0 || got.from != 0 || cap(got.buf) != c.size {
				t.Fatalf("a chunk from the pool is not empty, or not of %d bytes", c.size)
			}
		}
		if s.kept != 0 || s.top != nil {
			t.Errorf("after taking all: %d kept", s.kept)
		}
	}
}

func TestPoolSizes(t *testing.T) {
	var p pool
	for _, c := range []struct {
		why   string
		size  int
		first bool
		want  int
	}{
		{"a small answer", 64, true, smallBytes},
		{"one that just fits", smallBytes, true, smallBytes},
		{"a larger one", smallBytes + 1, true, chunkBytes},
		{"what comes behind others", 64, false, chunkBytes},
		{"the last size of a row", bigMin - 1, true, chunkBytes},
		{"a big piece", bigMin, true, bigMin},
	} {
		if got := cap(p.get(c.size, c.first).buf); got != c.want {
			t.Errorf("%s: %d bytes, want %d", c.why, got, c.want)
		}
	}
	p.put(p.get(bigMin, true))
	if p.small.kept+p.large.kept != 0 {
		t.Error("a big chunk was kept")
	}
}
