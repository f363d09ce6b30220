package loop

import (
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"

	"ravel/core"
)

func TestPanicsAreLoggedAndTheOthersGoOn(t *testing.T) {
	b := newBench()
	oops := errors.New("oops")
	bad := func() { panic(oops) }
	b.Post(bad)
	b.Post(b.says("posted"))
	b.CallLater(0, bad)
	b.CallLater(0, b.says("timed"))
	b.Flush(call(bad))
	b.Flush(call(b.says("flushed")))
	b.once(0, bad)
	b.once(0, b.says("ready"))
	b.End(call(bad))
	b.End(call(b.says("ended")))
	b.turns(t, 1)
	b.wants(t, "REA-05: a panic costs its own call alone", "posted", "timed", "flushed", "ready", "ended")
	if b.FailureCount() != 5 {
		t.Fatalf("counted %d failures, want 5: %v", b.FailureCount(), b.Failures())
	}
	for _, err := range b.Failures() {
		var p *core.PanicError
		if !errors.As(err, &p) || !errors.Is(err, oops) {
			t.Errorf("%v is no PanicError of the value", err)
		} else if !strings.Contains(string(p.Stack), "failure_test.go") {
			t.Errorf("the stack of %q does not lead to the panic:\n%s", p.In, p.Stack)
		}
	}
	if n := strings.Count(b.log.String(), "level=ERROR"); n != 5 {
		t.Errorf("%d lines in the log, want 5", n)
	}
}

func TestFailuresAreToldKeptAndBounded(t *testing.T) {
	var told []error
	oops := errors.New("oops")
	l := New(newWorld(), Config{
		Logger:    slog.New(slog.NewTextHandler(io.Discard, nil)),
		OnFailure: func(err error) { told = append(told, err) },
	})
	for range failuresKept + 1 {
		l.Failed("BuildProtocol of X", oops)
	}
	if len(told) != failuresKept+1 || l.FailureCount() != failuresKept+1 || len(l.Failures()) != failuresKept {
		t.Errorf("told %d, counted %d, kept %d: want %d, the same, and %d",
			len(told), l.FailureCount(), len(l.Failures()), failuresKept+1, failuresKept)
	}
	err := l.Failures()[0]
	if !errors.Is(err, oops) || err.Error() != "BuildProtocol of X: oops" {
		t.Errorf("kept %q", err)
	}
}
