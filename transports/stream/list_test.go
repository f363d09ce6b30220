package stream

import (
	"slices"
	"testing"
)

type item struct {
	links[item]
	n int
}

var _ = (*item).linked

func TestList(t *testing.T) {
	var l list[item, *item]
	content := func() (ns []int) {
		l.each(func(i *item) { ns = append(ns, i.n) })
		return ns
	}
	want := func(why string, ns ...int) {
		t.Helper()
		if got := content(); !slices.Equal(got, ns) {
			t.Errorf("%s: %v, want %v", why, got, ns)
		}
	}
	items := make([]item, 4)
	for i := range items {
		items[i].n = i
		l.add(&items[i])
	}
	want("the order of adding", 0, 1, 2, 3)
	l.remove(&items[2])
	want("from the middle", 0, 1, 3)
	l.remove(&items[0])
	want("from the front", 1, 3)
	l.remove(&items[3])
	want("from the end", 1)
	l.add(&items[2])
	want("and again", 1, 2)
	l.each(func(i *item) { l.remove(i) })
	want("each may remove what it is given")
	if l.first != nil || l.last != nil {
		t.Error("an empty list holds something")
	}
}
