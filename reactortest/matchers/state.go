package matchers

import (
	"errors"
	"fmt"
	"time"

	"github.com/onsi/gomega/types"

	"ravel/core"
)

// What the matchers ask of what they are given. fakes.StringTransport answers all of it but the clock's;
// fakes.Clock and every reactor answer that. So can anybody's.
type (
	closing       interface{ Closing() bool }
	losing        interface{ Losing() bool }
	aborting      interface{ Aborting() bool }
	lost          interface{ Lost() error }
	writeClosed   interface{ WriteClosed() bool }
	readingPaused interface{ ReadingPaused() bool }
	pending       interface{ DelayedCalls() []*core.DelayedCall }
	timepiece     interface {
		pending
		Now() time.Time
	}
)

// BeLosing succeeds for a transport between LoseConnection and the end of its connection.
func BeLosing() types.GomegaMatcher { return is("be losing", losing.Losing) }

// BeAborting succeeds for a transport between AbortConnection and the end of its connection.
func BeAborting() types.GomegaMatcher { return is("be aborting", aborting.Aborting) }

// BeClosing succeeds for any core.Transport from LoseConnection, AbortConnection or the loss on.
func BeClosing() types.GomegaMatcher { return is("be closing", closing.Closing) }

// BeLost succeeds for a transport whose connection has ended.
func BeLost() types.GomegaMatcher {
	return is("be lost", func(t lost) bool { return t.Lost() != nil })
}

// BeWriteClosed succeeds for a transport from LoseWriteConnection on.
func BeWriteClosed() types.GomegaMatcher { return is("be closed for writing", writeClosed.WriteClosed) }

// BePausedReading succeeds for a transport from PauseReading to ResumeReading.
func BePausedReading() types.GomegaMatcher {
	return is("have paused reading", readingPaused.ReadingPaused)
}

// BeLostWith succeeds for a transport whose connection has ended with reason, as errors.Is tells.
func BeLostWith(reason error) types.GomegaMatcher {
	if reason == nil {
		panic("matchers: BeLostWith(nil): a connection always ends for a reason")
	}
	return is(fmt.Sprintf("be lost with %q", reason), func(t lost) bool { return errors.Is(t.Lost(), reason) })
}

// HavePending succeeds for a clock that has n calls to make.
func HavePending(n int) types.GomegaMatcher {
	return is(fmt.Sprintf("have %d calls pending", n), func(c pending) bool { return len(c.DelayedCalls()) == n })
}

// HaveDeadlineIn succeeds for a clock that has a call to make exactly d from now.
func HaveDeadlineIn(d time.Duration) types.GomegaMatcher {
	return is(fmt.Sprintf("have a call pending in %v", d), func(c timepiece) bool {
		for _, call := range c.DelayedCalls() {
			if call.Deadline().Equal(c.Now().Add(d)) {
				return true
			}
		}
		return false
	})
}

// is is a matcher of what is true of a T.
func is[T any](sentence string, holds func(T) bool) types.GomegaMatcher {
	return &stateMatcher[T]{sentence, holds}
}

type stateMatcher[T any] struct {
	sentence string
	holds    func(T) bool
}

// Match implements types.GomegaMatcher.
func (m *stateMatcher[T]) Match(actual any) (bool, error) {
	t, ok := actual.(T)
	if !ok {
		return false, fmt.Errorf("nothing tells whether a %T is to %s", actual, m.sentence)
	}
	return m.holds(t), nil
}

// FailureMessage implements types.GomegaMatcher.
func (m *stateMatcher[T]) FailureMessage(actual any) string {
	return fmt.Sprintf("Expected the %T to %s, but %s", actual, m.sentence, stands(actual))
}

// NegatedFailureMessage implements types.GomegaMatcher.
func (m *stateMatcher[T]) NegatedFailureMessage(actual any) string {
	return fmt.Sprintf("Expected the %T not to %s, but %s", actual, m.sentence, stands(actual))
}

// stands says how a transport or clock stands.
func stands(actual any) string {
	if c, ok := actual.(timepiece); ok {
		return "it has " + deadlines(c)
	}
	if c, ok := actual.(pending); ok {
		return fmt.Sprintf("it has %d calls pending", len(c.DelayedCalls()))
	}
	s := "it is open"
	if t, ok := actual.(closing); ok && t.Closing() {
		s = "it is closing"
	}
	if t, ok := actual.(losing); ok && t.Losing() {
		s = "it is losing"
	}
	if t, ok := actual.(aborting); ok && t.Aborting() {
		s = "it is aborting"
	}
	if t, ok := actual.(lost); ok && t.Lost() != nil {
		s = fmt.Sprintf("it was lost with %q", t.Lost())
	}
	if t, ok := actual.(writeClosed); ok && t.WriteClosed() {
		s += ", closed for writing"
	}
	if t, ok := actual.(readingPaused); ok && t.ReadingPaused() {
		s += ", reading is paused"
	}
	if w, ok := actual.(written); ok {
		s += fmt.Sprintf(", and it wrote %s", quote(w.Value()))
	}
	return s
}

// deadlinesMax is how many pending calls a message lists.
const deadlinesMax = 10

func deadlines(c timepiece) string {
	calls := c.DelayedCalls()
	if len(calls) == 0 {
		return "no call pending"
	}
	s := fmt.Sprintf("%d calls pending, in", len(calls))
	for i, call := range calls {
		if i == deadlinesMax {
			return s + " …"
		}
		s += fmt.Sprintf(" %v", call.Deadline().Sub(c.Now()))
	}
	return s
}
