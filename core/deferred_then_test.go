package core_test

import (
	"strconv"
	"testing"

	"ravel/core"
)

func TestThenChangesTheType(t *testing.T) {
	d := core.NewDeferred[int]()
	s := core.Then(d, func(v int) (string, error) { return strconv.Itoa(v), nil })
	n := core.ThenDeferred(s, func(s string) *core.Deferred[int] { return core.Succeed(len(s)) })
	d.Resolve(1234)
	wantValue(t, "a value of another type", s, "1234")
	wantValue(t, "and of another", n, 4)
	wantValue(t, "d keeps its own", d, 1234)
}

func TestThenPassesFailuresOn(t *testing.T) {
	h := newHand()
	d := core.NewDeferredOn[int](h)
	never := func(int) (string, error) { panic("called with a failure") }
	a, b := core.Then(d, never), core.Then(d, never)
	c := core.ThenDeferred(d, func(int) *core.Deferred[string] { panic("called with a failure") })
	d.Fail(errTest)
	wantSame(t, "the failure is theirs now, not d's", len(h.scope.Unhandled()), 3)
	for _, follower := range []*core.Deferred[string]{a, b, c} {
		wantFailure(t, "each has it", follower, errTest)
	}
	wantSame(t, "and it can be handled there", len(h.scope.Unhandled()), 0)
}

func TestThenBoth(t *testing.T) {
	said := func(v int, err error) (string, error) { return strconv.Itoa(v) + strconv.FormatBool(err == nil), nil }
	wantValue(t, "a value", core.ThenBoth(core.Succeed(1), said), "1true")
	wantValue(t, "a failure, which is handled", core.ThenBoth(core.Failed[int](errTest), said), "0false")
}

func TestThenGuards(t *testing.T) {
	d := core.Succeed(1)
	wantFailure(t, "a panic is the follower's failure", core.Then(d, func(int) (string, error) { panic(errTest) }), errTest)
	wantFailure(t, "here too", core.ThenDeferred(d, func(int) *core.Deferred[string] { panic(errTest) }), errTest)
	wantFailure(t, "no Deferred is one as well", core.ThenDeferred(d, func(int) *core.Deferred[string] { return nil }))
	wantValue(t, "d has nothing to do with that", d, 1)
}

func TestThenWaitsAndCancels(t *testing.T) {
	var s story
	d := s.cancelled("d")
	first := core.Then(d, func(v int) (string, error) { return "", nil })
	first.Cancel()
	s.wants(t, "what it follows is cancelled", "cancel d")
	wantFailure(t, "and that is its own failure", first, core.ErrCancelled)

	inner := s.cancelled("inner")
	second := core.ThenDeferred(core.Succeed(1), func(int) *core.Deferred[int] { return inner })
	wantNothing(t, "it waits", second)
	second.Cancel()
	s.wants(t, "what it waits for is cancelled", "cancel d", "cancel inner")
	wantFailure(t, "and that is its own failure", second, core.ErrCancelled)
}

// DEF-35: chainDeferred is one way.
func TestChainTo(t *testing.T) {
	var s story
	a, b := core.NewDeferred[int](), core.NewDeferred[int]().AddCallback(s.value("b"))
	a.ChainTo(b)
	a.Resolve(1)
	a.AddCallback(s.value("a then"))
	b2 := core.NewDeferred[int]()
	a.ChainTo(b2)
	s.wants(t, "a has given its value away", "b 1", "a then 0")

	c, d := core.NewDeferred[int](), core.NewDeferred[int]()
	c.ChainTo(d)
	d.Resolve(2)
	c.Resolve(1)
	wantFailure(t, "one that has a result already does not take another", c, core.ErrAlreadyCalled)
	wantValue(t, "and keeps its own", d, 2)
}

func TestChainToMovesAFailure(t *testing.T) {
	h := newHand()
	a, b := core.NewDeferredOn[int](h), core.NewDeferred[int]()
	a.ChainTo(b)
	a.Fail(errTest)
	wantSame(t, "it is unhandled once, where a is", len(h.scope.Unhandled()), 1)
	wantFailure(t, "by b", b, errTest)
	wantSame(t, "where it can be handled", len(h.scope.Unhandled()), 0)
}

func TestFollowAndGive(t *testing.T) {
	var s story
	a, b := core.NewDeferred[int](), core.NewDeferred[int]().AddCallback(s.value("b"))
	a.Follow(func(v int, err error) core.Chain { return b.Give(v+1, err) })
	a.AddCallback(s.value("a"))
	a.Resolve(1)
	s.wants(t, "what was given to goes on first, and a keeps its value", "b 2", "a 1")
	wantPanicErr(t, "Give is once, as Resolve is", core.ErrAlreadyCalled, func() { b.Give(1, nil) })

	c := core.NewDeferred[int]()
	c.Follow(func(int, error) core.Chain { panic(errTest) })
	wantPanicErr(t, "a panic is the caller's", errTest, func() { c.Resolve(1) })
	wantValue(t, "not the chain's", c, 1)
}

// DEF-28: succeed, fail, execute, maybeDeferred.
func TestTry(t *testing.T) {
	wantValue(t, "a value", core.Try(func() (int, error) { return 1, nil }), 1)
	wantFailure(t, "an error", core.Try(func() (int, error) { return 1, errTest }), errTest)
	wantFailure(t, "a panic", core.Try(func() (int, error) { panic(errTest) }), errTest)
	wantValue(t, "a Deferred is itself", core.TryDeferred(func() *core.Deferred[int] { return core.Succeed(1) }), 1)
	wantFailure(t, "a panic for one", core.TryDeferred(func() *core.Deferred[int] { panic(errTest) }), errTest)
	wantFailure(t, "none at all", core.TryDeferred(func() *core.Deferred[int] { return nil }))
}
