package core_test

import (
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"ravel/core"
)

var errTest = errors.New("a failure")

// A story is what happened, in order.
type story struct{ events []string }

func (s *story) note(format string, args ...any) {
	s.events = append(s.events, fmt.Sprintf(format, args...))
}

// wants fails unless exactly these events have happened.
func (s *story) wants(t *testing.T, why string, events ...string) {
	t.Helper()
	if !reflect.DeepEqual(s.events, events) && len(s.events)+len(events) > 0 {
		t.Fatalf("%s:\n got %q\nwant %q", why, s.events, events)
	}
}

// value notes the value and passes it on.
func (s *story) value(as string) func(v int) (int, error) {
	return func(v int) (int, error) { s.note("%s %d", as, v); return v, nil }
}

// failure notes the failure and passes it on.
func (s *story) failure(as string) func(err error) (int, error) {
	return func(err error) (int, error) { s.note("%s %v", as, err); return 0, err }
}

// heal notes the failure and makes it a value.
func (s *story) heal(as string, v int) func(err error) (int, error) {
	return func(err error) (int, error) { s.note("%s %v", as, err); return v, nil }
}

// cancelled is a Deferred whose canceller notes it.
func (s *story) cancelled(name string) *core.Deferred[int] {
	return core.NewDeferred(func(*core.Deferred[int]) { s.note("cancel %s", name) })
}

// A hand is a Clock whose time is moved by hand, with a Scope.
type hand struct {
	now      time.Time
	timers   *core.Timers
	scope    *core.Scope
	reported []error
}

func newHand() *hand {
	h := &hand{now: time.Unix(0, 0)}
	h.timers = core.NewTimers(h.Now)
	h.scope = core.NewScope(core.ScopeConfig{Report: func(err error) { h.reported = append(h.reported, err) }})
	return h
}

func (h *hand) Now() time.Time     { return h.now }
func (h *hand) Scope() *core.Scope { return h.scope }
func (h *hand) CallLater(d time.Duration, f func()) *core.DelayedCall {
	return h.timers.CallLater(d, f)
}

// pass moves the clock and makes the calls that are due, once.
func (h *hand) pass(d time.Duration) {
	h.now = h.now.Add(d)
	h.timers.Pass(h.now, func(f func()) { f() })
}

func wantSame[T any](t *testing.T, why string, got, wanted T) {
	t.Helper()
	if !reflect.DeepEqual(got, wanted) {
		t.Fatalf("%s:\n got %v\nwant %v", why, got, wanted)
	}
}

func wantIs(t *testing.T, why string, err error, wanted ...error) {
	t.Helper()
	for _, w := range wanted {
		if !errors.Is(err, w) {
			t.Fatalf("%s:\n got %v\nwant an error that is %v", why, err, w)
		}
	}
}

// wantValue fails unless d has come to v.
func wantValue[T any](t *testing.T, why string, d *core.Deferred[T], v T) {
	t.Helper()
	got, err, ok := d.Result()
	if !ok || err != nil {
		t.Fatalf("%s: no value but %v (there is a result: %v)", why, err, ok)
	}
	wantSame(t, why, got, v)
}

// wantFailure fails unless d has failed with all of wanted. It handles the failure.
func wantFailure[T any](t *testing.T, why string, d *core.Deferred[T], wanted ...error) {
	t.Helper()
	v, err, ok := d.Result()
	if !ok || err == nil {
		t.Fatalf("%s: no failure but %v (there is a result: %v)", why, v, ok)
	}
	wantIs(t, why, err, wanted...)
	d.Follow(func(T, error) core.Chain { return nil })
}

// wantNothing fails if d has a result.
func wantNothing[T any](t *testing.T, why string, d *core.Deferred[T]) {
	t.Helper()
	if v, err, ok := d.Result(); ok {
		t.Fatalf("%s: it has come to %v, %v", why, v, err)
	}
}

// wantPanicErr fails unless f panics with an error that is wanted, which it returns.
func wantPanicErr(t *testing.T, why string, wanted error, f func()) (err error) {
	t.Helper()
	defer func() {
		t.Helper()
		err, _ = recover().(error)
		wantIs(t, why, err, wanted)
	}()
	f()
	return nil
}
