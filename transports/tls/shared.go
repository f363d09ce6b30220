package tls

import (
	"runtime/debug"

	"ravel/core"
	"ravel/core/port"
)

const (
	// recordMax is the most plaintext that one record holds (RFC 8446, 5.1).
	recordMax = 1 << 14
	// buffersKept is how many unused buffers a factory keeps.
	buffersKept = 16
)

// A shared is what the connections of one factory share. It belongs to the goroutine of its clock.
type shared struct {
	clock  core.Clock
	loop   loop // nil if the clock is a clock alone
	limits Limits
	uses   *core.FactoryUses // of the factories of protocols
	free   [][]byte
	lent   int // buffers that are not free just now
}

// A loop is a clock that is a reactor: writes that are made in a phase of its turn leave together.
type loop interface {
	Flush(f port.Flusher)
	Panicked(in string, v any) error
}

func newShared(clock core.Clock, l []Limits) *shared {
	if clock == nil {
		panic("tls: a nil Clock")
	}
	if len(l) > 1 {
		panic("tls: more than one Limits")
	}
	s := &shared{clock: clock, uses: &core.FactoryUses{}}
	s.loop, _ = clock.(loop)
	if len(l) == 1 {
		s.limits = l[0]
	}
	s.limits = s.limits.filled()
	return s
}

// take lends a buffer of recordMax bytes. It must be one of its own for each connection that reads: with
// TLS in TLS of one factory, the inner one reads from the outer one's.
func (s *shared) take() []byte {
	s.lent++
	n := len(s.free)
	if n == 0 {
		return make([]byte, recordMax)
	}
	b := s.free[n-1]
	s.free[n-1] = nil
	s.free = s.free[:n-1]
	return b
}

// put takes back a buffer that take has lent.
func (s *shared) put(b []byte) {
	s.lent--
	if len(s.free) < buffersKept {
		s.free = append(s.free, b[:recordMax])
	}
}

// spare: fewer buffers are lent than are kept.
func (s *shared) spare() bool { return s.lent < buffersKept }

// panicked is v, which recover returned in a call that nobody below guards, as an error. A clock that
// cannot log it has it back.
func (s *shared) panicked(in string, v any) (err error, again bool) {
	if s.loop != nil {
		return s.loop.Panicked(in, v), false
	}
	return &core.PanicError{In: in, Value: v, Stack: debug.Stack()}, true
}
