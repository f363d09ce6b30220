package core

// A Parked is a coroutine that waits.
type Parked interface {
	// End has the coroutine return, on the reactor's goroutine, and not be parked any more.
	End()
	// String says where the coroutine was started.
	String() string
}

// A Parking is the place of a coroutine in the list of those that are parked.
type Parking struct {
	co         Parked
	prev, next *Parking
	list       *parkedList
}

// parkedList is in the order of parking.
type parkedList struct{ first, last *Parking }

// Park notes that co waits from now on, in p, which is its own. It is false, and nothing is noted, after
// Close.
func (s *Scope) Park(p *Parking, co Parked) bool {
	if s.closed {
		return false
	}
	l := &s.parked
	p.co, p.list, p.prev, p.next = co, l, l.last, nil
	if l.last == nil {
		l.first = p
	} else {
		l.last.next = p
	}
	l.last = p
	return true
}

// Unpark notes that the coroutine of p goes on. Without Park it does nothing.
func (p *Parking) Unpark() {
	l := p.list
	if l == nil {
		return
	}
	if p.prev == nil {
		l.first = p.next
	} else {
		p.prev.next = p.next
	}
	if p.next == nil {
		l.last = p.prev
	} else {
		p.next.prev = p.prev
	}
	p.co, p.list, p.prev, p.next = nil, nil, nil, nil
}

// Parked lists the coroutines that are parked, in the order of parking.
func (s *Scope) Parked() []Parked {
	var list []Parked
	for p := s.parked.first; p != nil; p = p.next {
		list = append(list, p.co)
	}
	return list
}

// end ends every coroutine that is parked, also those that are parked meanwhile.
func (l *parkedList) end() {
	defer func() {
		if l.first != nil { // one has left by Goexit, which is no reason to keep the others
			l.end()
		}
	}()
	for l.first != nil {
		p := l.first
		co := p.co
		p.Unpark()
		co.End()
	}
}
