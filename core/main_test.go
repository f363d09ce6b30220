package core_test

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"ravel/core"
	"ravel/core/port"
	"ravel/fakes"
)

// runMain is Main of f on a fake reactor, with what it logged.
func runMain[T any](f func(r core.Reactor) *core.Deferred[T]) (code int, log string) {
	var out bytes.Buffer
	r := fakes.NewReactor(fakes.Config{Logger: slog.New(slog.NewTextHandler(&out, nil)), Patience: -1})
	return core.Main(r, f), out.String()
}

func TestMainRunsUntilTheResult(t *testing.T) {
	var s story
	code, log := runMain(func(r core.Reactor) *core.Deferred[int] {
		s.note("running=%v", r.Running())
		return core.DeferLater(r, time.Hour, func() (int, error) { s.note("an hour later"); return 7, nil })
	})
	s.wants(t, "f is called when the reactor runs, and what it returns is waited for", "running=true", "an hour later")
	wantSame(t, "a value is success", code, 0)
	wantSame(t, "of which nothing is said", log, "")
}

func TestMainFails(t *testing.T) {
	for name, f := range map[string]func() *core.Deferred[int]{
		"a failure": func() *core.Deferred[int] { return core.Failed[int](errTest) },
		"a panic":   func() *core.Deferred[int] { panic(errTest) },
	} {
		code, log := runMain(func(core.Reactor) *core.Deferred[int] { return f() })
		wantSame(t, name+" is 1", code, 1)
		if strings.Count(log, errTest.Error()) != 1 {
			t.Errorf("%s is logged once: %s", name, log)
		}
	}
}

func TestMainWithAnExitCode(t *testing.T) {
	code, log := runMain(func(r core.Reactor) *core.Deferred[int] {
		return core.Then(core.Later(r, time.Second), func(struct{}) (int, error) { return 0, &core.ExitError{Code: 3} })
	})
	wantSame(t, "the failure chooses", code, 3)
	wantSame(t, "and is not logged", log, "")
}

func TestMainStoppedFromElsewhere(t *testing.T) {
	var s story
	code, log := runMain(func(r core.Reactor) *core.Deferred[int] {
		r.CallLater(time.Second, func() { r.Stop() })
		return s.cancelled("the work")
	})
	s.wants(t, "what is under way is cancelled", "cancel the work")
	wantSame(t, "that is no failure", code, 0)
	wantSame(t, "of which nothing is said", log, "")

	code, _ = runMain(func(r core.Reactor) *core.Deferred[int] {
		r.Stop()
		return core.Succeed(1)
	})
	wantSame(t, "a reactor that stops already is not stopped again", code, 0)
}

func TestMainReportsWhatNobodyHandled(t *testing.T) {
	lost := errors.New("a failure that nobody handled")
	code, log := runMain(func(r core.Reactor) *core.Deferred[int] {
		core.NewDeferredOn[int](r).Fail(lost)
		return core.Succeed(1)
	})
	wantSame(t, "it has no say in the exit code", code, 0)
	wantSame(t, "it is logged once", strings.Count(log, lost.Error()), 1)
}

func TestMainOfAReactorThatFails(t *testing.T) {
	code, log := runMain(func(r core.Reactor) *core.Deferred[int] { return core.NewDeferred[int]() })
	wantSame(t, "a run that ends with an error is a failure", code, 1)
	if !strings.Contains(log, port.ErrIdle.Error()) {
		t.Errorf("it says which: %s", log)
	}
}
