package fabric

import "ravel/fakes/kernel"

// The sizes of pooled buffers, and how many of each are kept. What is longer than the largest is left
// to the garbage collector.
var (
	classSizes = [...]int{256, 2 << 10, 16 << 10, 64 << 10}
	classKeeps = [...]int{1 << 14, 1 << 12, 1 << 8, 1 << 6}
)

const unpooled = uint8(len(classSizes))

// A pool keeps segments for the next who needs one.
type pool struct {
	free  [len(classSizes)]*kernel.Segment
	count [len(classSizes)]int
}

func (p *pool) get(n int) *kernel.Segment {
	class := uint8(0)
	for class < unpooled && n > classSizes[class] {
		class++
	}
	if class == unpooled {
		return &kernel.Segment{Class: unpooled, Data: make([]byte, n)}
	}
	s := p.free[class]
	if s == nil {
		return &kernel.Segment{Class: class, Data: make([]byte, n, classSizes[class])}
	}
	p.free[class] = s.Next
	p.count[class]--
	s.Next = nil
	s.Data = s.Data[:n]
	return s
}

func (p *pool) put(s *kernel.Segment) {
	c := s.Class
	if c == unpooled || p.count[c] == classKeeps[c] {
		return
	}
	s.Clear()
	s.Next = p.free[c]
	p.free[c] = s
	p.count[c]++
}
