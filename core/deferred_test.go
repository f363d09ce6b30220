package core_test

import (
	"errors"
	"strings"
	"testing"

	"ravel/core"
)

// DEF-06: firing twice.
func TestDeferredFiredTwice(t *testing.T) {
	d := core.NewDeferred[int]()
	d.Resolve(1)
	wantPanicErr(t, "a second value", core.ErrAlreadyCalled, func() { d.Resolve(2) })
	err := wantPanicErr(t, "a failure after the value", core.ErrAlreadyCalled, func() { d.Fail(errTest) })
	wantValue(t, "the first one counts", d, 1)

	var twice *core.AlreadyCalledError
	errors.As(err, &twice)
	for _, place := range []string{twice.Made, twice.First} {
		if !strings.Contains(place, "TestDeferredFiredTwice (") || !strings.Contains(place, "deferred_test.go:") {
			t.Errorf("the error says where it was made and first called: %v", err)
		}
	}
	if twice.Made == twice.First {
		t.Errorf("which are two places: %v", err)
	}
}

func TestDeferredMadeByHelpersNamesTheCaller(t *testing.T) {
	h := newHand()
	for name, made := range map[string]string{
		"NewDeferredOn": core.NewDeferredOn[int](h).Made(),
		"Succeed":       core.Succeed(1).Made(),
		"Then":          core.Then(core.Succeed(1), func(v int) (int, error) { return v, nil }).Made(),
		"Later":         core.Later(h, 0).Made(),
		"Lock":          new(core.Lock).Acquire().Made(),
	} {
		if !strings.Contains(made, "TestDeferredMadeByHelpersNamesTheCaller") {
			t.Errorf("what %s returns was made by its caller, not by %s", name, made)
		}
	}
}

func TestDeferredResult(t *testing.T) {
	d := core.NewDeferred[int]()
	wantNothing(t, "there is none yet", d)
	wantSame(t, "it was not called", d.Called(), false)
	inner := core.NewDeferred[int]()
	d.AddCallbackDeferred(func(int) *core.Deferred[int] { return inner })
	d.Resolve(1)
	wantSame(t, "it was called", d.Called(), true)
	wantNothing(t, "but it waits for another", d)
	inner.Resolve(2)
	wantValue(t, "that has come", d, 2)
}

func TestDeferredMisuse(t *testing.T) {
	for why, f := range map[string]func(){
		"Fail(nil)":      func() { core.NewDeferred[int]().Fail(nil) },
		"two cancellers": func() { core.NewDeferred(func(*core.Deferred[int]) {}, func(*core.Deferred[int]) {}) },
		"Unpause":        func() { core.NewDeferred[int]().Unpause() },
		"no function":    func() { core.NewDeferred[int]().AddCallback(nil) },
	} {
		func() {
			defer func() {
				if s, _ := recover().(string); !strings.HasPrefix(s, "core: ") {
					t.Errorf("%s panics with a sentence, not %q", why, s)
				}
			}()
			f()
		}()
	}
}

func TestOnMovesAFailureToTheScope(t *testing.T) {
	h := newHand()
	d := core.Failed[int](errTest).On(h)
	wantSame(t, "it is kept there", len(h.scope.Unhandled()), 1)
	d.On(newHand())
	wantSame(t, "and stays there", len(h.scope.Unhandled()), 1)
	d.AddErrback(func(error) (int, error) { return 1, nil })
	wantSame(t, "until it is handled", len(h.scope.Unhandled()), 0)
}
