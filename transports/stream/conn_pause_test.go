package stream

import (
	"fmt"
	"slices"
	"testing"
)

func TestStashGivesDescriptorsBeforeTheirBytes(t *testing.T) {
	var s stash
	s.add([]byte("ab"), nil)
	s.add([]byte("c"), []int{7, 8})
	s.add([]byte("d"), []int{9})
	var got []string
	for p, fd, ok := s.next(); ok; p, fd, ok = s.next() {
		if p == nil {
			got = append(got, fmt.Sprint("fd ", fd))
		} else {
			got = append(got, string(p))
		}
	}
	if want := []string{"ab", "fd 7", "fd 8", "c", "fd 9", "d"}; !slices.Equal(got, want) {
		t.Errorf("stash: %v, want %v", got, want)
	}
	if !s.empty() || s.bytes != nil {
		t.Error("what was given is still held")
	}
}

func TestStashIsFullAtItsLimitAndAtTheEnd(t *testing.T) {
	var s stash
	s.add(make([]byte, stashMax-1), nil)
	if s.full() {
		t.Error("one byte below the limit")
	}
	s.add([]byte{0}, nil)
	if !s.full() {
		t.Error("at the limit nothing more is read")
	}
	if s = (stash{end: true}); !s.full() || s.empty() {
		t.Error("behind the end of stream nothing can come, and it is still to be told")
	}
}
