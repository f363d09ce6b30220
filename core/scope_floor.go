package core

import "sync/atomic"

// A floor is the goroutine that has the say over a reactor: the one that makes its turn or, inside that,
// the coroutine that runs just now. 0 is nobody, and then everybody may have it.
//
// It is atomic since only who is refused ever looks at it from elsewhere.
type floor struct{ who atomic.Uintptr }

// Enter gives the floor to the goroutine that calls, and returns who had it, for Leave. A reactor calls
// it when it begins a turn, and a coroutine when it is resumed.
func (s *Scope) Enter() (before uintptr) {
	before = s.floor.who.Load()
	s.floor.who.Store(goroutine())
	return before
}

// Leave gives the floor back.
func (s *Scope) Leave(before uintptr) { s.floor.who.Store(before) }

// Mine reports whether the goroutine that calls has the floor, or nobody has. On a processor for which
// goroutines cannot be told apart it is always true.
func (s *Scope) Mine() bool {
	who := s.floor.who.Load()
	return who == 0 || who == goroutine()
}

// Goroutine is a number that no other goroutine has while this one lives, or 0 where there is no such
// number. A coroutine has one of its own.
func Goroutine() uintptr { return goroutine() }
