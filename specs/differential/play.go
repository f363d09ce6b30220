package differential

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"ravel/core"
	"ravel/fakes"
)

// Play runs p on ravel's Deferreds and returns what happened, a line each: which callback got what, which
// canceller was called, what was refused, and at the end what nobody has handled.
func Play(p Program) []string {
	clock := fakes.NewClock()
	g := &player{clock: clock, deferreds: make(map[string]*core.Deferred[int]), lists: make(map[string]*core.Deferred[core.ListResult[int]]), log: []string{}}
	for _, line := range p {
		g.step(strings.Fields(line))
	}
	if p.accounts() {
		g.note("unhandled%s", named(clock.Scope().Unhandled()))
	}
	return g.log
}

// A player is a Program under way.
type player struct {
	clock     *fakes.Clock
	log       []string
	deferreds map[string]*core.Deferred[int]
	lists     map[string]*core.Deferred[core.ListResult[int]]
}

func (g *player) note(format string, with ...any) {
	g.log = append(g.log, fmt.Sprintf(format, with...))
}

// named are failures by their names, sorted.
func named(errs []error) (all string) {
	var names []string
	for _, err := range errs {
		names = append(names, " "+nameOf(err))
	}
	slices.Sort(names)
	return strings.Join(names, "")
}

// A failure is one that the program has asked for.
type failure string

func (f failure) Error() string { return string(f) }

func nameOf(err error) string {
	var asked failure
	switch {
	case errors.As(err, &asked):
		return string(asked)
	case errors.Is(err, core.ErrCancelled):
		return "cancelled"
	case errors.Is(err, core.ErrAlreadyCalled):
		return "already-called"
	}
	return err.Error()
}

// shown is a result.
func shown(v int, err error) string {
	if err != nil {
		return "!" + nameOf(err)
	}
	return fmt.Sprint(v)
}

// shownList is the result of a list, of the kind that it fires with.
func shownList(l core.ListResult[int], err error) string {
	var first *core.FirstError
	switch {
	case errors.As(err, &first):
		return fmt.Sprintf("!first %d %s", first.Index, nameOf(first.Err))
	case err != nil:
		return "!" + nameOf(err)
	case l.Index >= 0:
		return fmt.Sprintf("one %d %s", l.Index, shown(l.Results[l.Index].Value, nil))
	}
	all := "all"
	for _, r := range l.Results {
		all += " " + shown(r.Value, r.Err)
	}
	return all
}
