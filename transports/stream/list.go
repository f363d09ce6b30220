package stream

// links makes a value part of a list.
type links[T any] struct{ prev, next *T }

func (l *links[T]) linked() *links[T] { return l }

// What lists hold here: the compiler checks it at each list, and tools that do not follow generics here.
var (
	_ = (*conn).linked
	_ = (*connector).linked
	_ = (*listener).linked
)

// A list links values in the order of adding, without memory of its own. A value embeds links and is
// in one list at most.
type list[T any, P interface {
	*T
	linked() *links[T]
}] struct{ first, last *T }

func (l *list[T, P]) add(v *T) {
	P(v).linked().prev = l.last
	if l.last == nil {
		l.first = v
	} else {
		P(l.last).linked().next = v
	}
	l.last = v
}

func (l *list[T, P]) remove(v *T) {
	k := P(v).linked()
	if k.prev == nil {
		l.first = k.next
	} else {
		P(k.prev).linked().next = k.next
	}
	if k.next == nil {
		l.last = k.prev
	} else {
		P(k.next).linked().prev = k.prev
	}
	*k = links[T]{}
}

// each calls f for every value. f may remove the value it is given, and no other.
func (l *list[T, P]) each(f func(v *T)) {
	for v := l.first; v != nil; {
		following := P(v).linked().next
		f(v)
		v = following
	}
}
