package coro_test

import (
	"errors"
	"reflect"
	"runtime"
	"testing"
	"time"

	"ravel/core"
)

var errTest = errors.New("a failure")

// A clock is a core.Clock with a Scope whose calls are made by hand.
type clock struct {
	now    time.Time
	timers *core.Timers
	scope  *core.Scope
	told   []error
}

func newClock() *clock {
	c := &clock{now: time.Unix(0, 0)}
	c.timers = core.NewTimers(c.Now)
	c.scope = core.NewScope(core.ScopeConfig{Report: func(err error) { c.told = append(c.told, err) }})
	return c
}

func (c *clock) Now() time.Time     { return c.now }
func (c *clock) Scope() *core.Scope { return c.scope }
func (c *clock) turn(f func())      { defer c.scope.Leave(c.scope.Enter()); f() }
func (c *clock) pass(d time.Duration) {
	c.now = c.now.Add(d)
	c.turn(func() { c.timers.Pass(c.now, func(f func()) { f() }) })
}
func (c *clock) CallLater(d time.Duration, f func()) *core.DelayedCall {
	return c.timers.CallLater(d, f)
}

func want[T any](t *testing.T, why string, got, wanted T) {
	t.Helper()
	if !reflect.DeepEqual(got, wanted) {
		t.Fatalf("%s:\n got %v\nwant %v", why, got, wanted)
	}
}

func wantErr(t *testing.T, why string, err, wanted error) {
	t.Helper()
	if !errors.Is(err, wanted) {
		t.Fatalf("%s:\n got %v\nwant an error that is %v", why, err, wanted)
	}
}

// wantResult fails unless d has come to v and an error that is err. The failure is handled by that.
func wantResult[T any](t *testing.T, why string, d *core.Deferred[T], v T, err error) {
	t.Helper()
	got, failure, ok := d.Result()
	if !ok {
		t.Fatalf("%s: it has no result", why)
	}
	want(t, why, got, v)
	wantErr(t, why, failure, err)
	d.Follow(func(T, error) core.Chain { return nil })
}

// wantPanic fails unless f panics with this sentence.
func wantPanic(t *testing.T, why, sentence string, f func()) {
	t.Helper()
	defer func() {
		t.Helper()
		want(t, why, recover(), any(sentence))
	}()
	f()
}

// wantGoroutines fails if there are more than n goroutines. One that has ended may take the scheduler a
// moment to count as such, so it is given turns.
func wantGoroutines(t *testing.T, why string, n int) {
	t.Helper()
	for range 1_000_000 {
		if runtime.NumGoroutine() <= n {
			return
		}
		runtime.Gosched()
	}
	t.Fatalf("%s: %d goroutines, want %d", why, runtime.NumGoroutine(), n)
}
