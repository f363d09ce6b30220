package matchers

import (
	"strings"
	"testing"
	"time"

	"github.com/onsi/gomega/types"

	"ravel/core"
)

// A line is a transport as the matchers see one.
type line struct {
	value                    string
	taken                    int
	lose, abort, end, paused bool
	reason                   error
}

func (l *line) Value() []byte       { return []byte(l.value) }
func (l *line) Untaken() []byte     { return []byte(l.value[l.taken:]) }
func (l *line) Take() []byte        { p := l.Untaken(); l.taken = len(l.value); return p }
func (l *line) Losing() bool        { return l.lose }
func (l *line) Aborting() bool      { return l.abort }
func (l *line) Closing() bool       { return l.lose || l.abort || l.reason != nil }
func (l *line) WriteClosed() bool   { return l.end }
func (l *line) ReadingPaused() bool { return l.paused }
func (l *line) Lost() error         { return l.reason }

// A watch is a clock as the matchers see one.
type watch struct {
	*core.Timers
	now time.Time
}

func newWatch() *watch {
	w := &watch{now: time.Unix(0, 0)}
	w.Timers = core.NewTimers(w.Now)
	return w
}

func (w *watch) Now() time.Time                    { return w.now }
func (w *watch) DelayedCalls() []*core.DelayedCall { return w.Calls() }

// wantMatch says what a matcher is to answer, and how it is to explain that it does not suit.
func wantMatch(t *testing.T, m types.GomegaMatcher, actual any, match bool, message string) {
	t.Helper()
	ok, err := m.Match(actual)
	if err != nil || ok != match {
		t.Errorf("Match is %v, %v; want %v", ok, err, match)
	}
	got := m.FailureMessage(actual)
	if ok {
		got = m.NegatedFailureMessage(actual)
	}
	if got != message {
		t.Errorf("it says  %s\nand should %s", got, message)
	}
}

func TestMatchersOfATransport(t *testing.T) {
	open := &line{value: "bye"}
	const at = "Expected the *matchers.line "
	wantMatch(t, BeLosing(), open, false, at+`to be losing, but it is open, and it wrote "bye"`)
	wantMatch(t, BeLosing(), &line{lose: true}, true, at+`not to be losing, but it is losing, and it wrote ""`)
	wantMatch(t, BeAborting(), open, false, at+`to be aborting, but it is open, and it wrote "bye"`)
	wantMatch(t, BeAborting(), &line{abort: true}, true, at+`not to be aborting, but it is aborting, and it wrote ""`)
	wantMatch(t, BeClosing(), &line{abort: true}, true, at+`not to be closing, but it is aborting, and it wrote ""`)
	wantMatch(t, BeClosing(), open, false, at+`to be closing, but it is open, and it wrote "bye"`)
	wantMatch(t, BeLost(), &line{lose: true}, false, at+`to be lost, but it is losing, and it wrote ""`)
	wantMatch(t, BeLost(), &line{reason: core.ErrConnectionDone}, true, at+`not to be lost, but it was lost with "connection done", and it wrote ""`)
	wantMatch(t, BeWriteClosed(), &line{end: true}, true, at+`not to be closed for writing, but it is open, closed for writing, and it wrote ""`)
	wantMatch(t, BePausedReading(), &line{paused: true}, true, at+`not to have paused reading, but it is open, reading is paused, and it wrote ""`)
	wantMatch(t, BePausedReading(), open, false, at+`to have paused reading, but it is open, and it wrote "bye"`)
}

func TestBeLostWith(t *testing.T) {
	aborted := &line{reason: core.ErrConnectionAborted}
	wantMatch(t, BeLostWith(core.ErrConnectionLost), aborted, true,
		`Expected the *matchers.line not to be lost with "connection lost", but it was lost with "connection aborted", and it wrote ""`)
	wantMatch(t, BeLostWith(core.ErrConnectionDone), aborted, false,
		`Expected the *matchers.line to be lost with "connection done", but it was lost with "connection aborted", and it wrote ""`)
	wantMatch(t, BeLostWith(core.ErrConnectionDone), &line{}, false,
		`Expected the *matchers.line to be lost with "connection done", but it is open, and it wrote ""`)
	wantPanic(t, "BeLostWith(nil)", func() { BeLostWith(nil) })
}

func TestMatchersOfAClock(t *testing.T) {
	w := newWatch()
	wantMatch(t, HavePending(1), w, false, "Expected the *matchers.watch to have 1 calls pending, but it has no call pending")
	w.CallLater(2*time.Second, func() {})
	w.CallLater(1*time.Second, func() {})
	wantMatch(t, HavePending(2), w, true, "Expected the *matchers.watch not to have 2 calls pending, but it has 2 calls pending, in 1s 2s")
	wantMatch(t, HaveDeadlineIn(2*time.Second), w, true, "Expected the *matchers.watch not to have a call pending in 2s, but it has 2 calls pending, in 1s 2s")
	wantMatch(t, HaveDeadlineIn(3*time.Second), w, false, "Expected the *matchers.watch to have a call pending in 3s, but it has 2 calls pending, in 1s 2s")
	for range deadlinesMax {
		w.CallLater(0, func() {})
	}
	if got := HavePending(1).FailureMessage(w); !strings.HasSuffix(got, "12 calls pending, in 0s 0s 0s 0s 0s 0s 0s 0s 0s 0s …") {
		t.Errorf("a long list is cut: %s", got)
	}
}

func TestMatchersRefuseWhatTheyCannotAsk(t *testing.T) {
	for _, m := range []types.GomegaMatcher{BeLosing(), BeLostWith(core.ErrTimeout), HavePending(1), HaveDeadlineIn(1), HaveWritten("x")} {
		if ok, err := m.Match(7); ok || err == nil || !strings.Contains(err.Error(), "int") {
			t.Errorf("Match of a number is %v, %v; want an error that names its type", ok, err)
		}
	}
}

func wantPanic(t *testing.T, says string, f func()) {
	t.Helper()
	defer func() {
		if v, _ := recover().(string); !strings.Contains(v, says) {
			t.Errorf("panicked with %q, want %q", v, says)
		}
	}()
	f()
}
