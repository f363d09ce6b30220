package reactortest

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"slices"

	"ravel/core"
)

// sprint is fmt.Sprintf, short enough for lists of sentences.
func sprint(format string, args ...any) string { return fmt.Sprintf(format, args...) }

// Want fails unless ok. why is the sentence that should be true.
func (s *Script) Want(why string, ok bool) {
	s.Helper()
	if !ok {
		s.Fail("%s: it is not so%s", why, s.story())
	}
}

// want fails unless got == wanted.
func want[V comparable](s *Script, why string, got, wanted V) {
	s.Helper()
	if got != wanted {
		s.Fail("%s:\n got %v\nwant %v%s", why, got, wanted, s.story())
	}
}

// WantLog fails unless exactly these events happened.
func (s *Script) WantLog(why string, l *Log, events ...string) {
	s.Helper()
	if got := l.Events(); !slices.Equal(got, events) {
		s.Fail("%s:\n got %q\nwant %q%s", why, got, events, s.story())
	}
}

// WantEvents is WantLog after making turns until as many events have happened, and then settling, so
// that one too many is noticed as well.
func (s *Script) WantEvents(why string, l *Log, events ...string) {
	s.Helper()
	s.turnUntil(func() bool {
		got := l.Events()
		return slices.Equal(got, events) || len(got) > len(events)
	})
	s.Settle()
	s.WantLog(why, l, events...)
}

// WantErr fails unless errors.Is finds every one of the wanted in err.
func (s *Script) WantErr(why string, err error, wanted ...error) {
	s.Helper()
	for _, w := range wanted {
		if !errors.Is(err, w) {
			s.Fail("%s:\n got %v\nwant an error that is %v%s", why, err, w, s.story())
			return
		}
	}
}

// WantNotErr fails if errors.Is finds one of the unwanted in err.
func (s *Script) WantNotErr(why string, err error, unwanted ...error) {
	s.Helper()
	for _, u := range unwanted {
		if errors.Is(err, u) {
			s.Fail("%s:\n got %v, which must not be %v%s", why, err, u, s.story())
			return
		}
	}
}

// WantNil fails on an error.
func (s *Script) WantNil(why string, err error) {
	s.Helper()
	if err != nil {
		s.Fail("%s: %v%s", why, err, s.story())
	}
}

// WantBytes fails unless got is wanted, and says where they begin to differ.
func (s *Script) WantBytes(why string, got, wanted []byte) {
	s.Helper()
	if bytes.Equal(got, wanted) {
		return
	}
	i := 0
	for i < len(got) && i < len(wanted) && got[i] == wanted[i] {
		i++
	}
	s.Fail("%s: got %d bytes, want %d; the first difference is at %d%s", why, len(got), len(wanted), i, s.story())
}

// pattern is n bytes of which no two stretches look alike, so that lost, doubled and swapped ones show.
func pattern(n int) []byte {
	p := make([]byte, n)
	x := uint32(2463534242)
	for i := range p {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		p[i] = byte(x >> 8)
	}
	return p
}

// wantAddr fails unless got is wanted.
func (s *Script) wantAddr(why string, got net.Addr, wanted core.Addr) {
	s.Helper()
	want(s, why, got, net.Addr(wanted))
}
