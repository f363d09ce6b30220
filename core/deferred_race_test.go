package core_test

import (
	"errors"
	"testing"

	"ravel/core"
)

// DEF-27: the first value wins, the others are cancelled.
func TestRace(t *testing.T) {
	var s story
	h := newHand()
	a, b, c := s.cancelled("a").On(h), s.cancelled("b").On(h), s.cancelled("c").On(h)
	r := core.Race(a, b, c)
	a.Fail(errTest)
	wantNothing(t, "a failure does not win", r)
	b.Resolve(2)
	s.wants(t, "those that are still running are cancelled", "cancel c")
	wantValue(t, "the winner's value and place", r, core.Won[int]{Index: 1, Value: 2})
	wantSame(t, "no failure of the others is left", len(h.scope.Unhandled()), 0)
}

func TestRaceThatIsDecided(t *testing.T) {
	var s story
	r := core.Race(core.Succeed(1), s.cancelled("b"))
	s.wants(t, "who came too late is cancelled", "cancel b")
	wantValue(t, "the winner", r, core.Won[int]{Index: 0, Value: 1})
}

func TestRaceThatNobodyWins(t *testing.T) {
	other := errors.New("another failure")
	r := core.Race(core.Failed[int](errTest), core.Failed[int](other))
	_, err, _ := r.Result()
	wantSame(t, "each failure is there", err.(*core.AllFailedError).Errs, []error{errTest, other})
	wantFailure(t, "and is found", r, errTest, other)
	wantFailure(t, "of none nobody wins", core.Race[int](), core.ErrNothingToWaitFor)
}

func TestRaceCancelled(t *testing.T) {
	var s story
	r := core.Race(s.cancelled("a"), s.cancelled("b"))
	r.Cancel()
	s.wants(t, "each is cancelled", "cancel a", "cancel b")
	wantFailure(t, "so all have failed", r, core.ErrCancelled)
}
