package reactortest

import (
	"context"
	"errors"
	"time"

	"ravel/core"
)

var errDeferred = errors.New("a failure that was asked for")

// deferredCases hold what Deferreds have to do with a reactor: its time, its goroutine, and who is told
// of what nobody handled. All else about them is the same everywhere, and has its own tests.
func deferredCases() []Case {
	return []Case{
		{"DEF-001", "DeferLater fires with what its function returns, not before its time", nil, func(s *Script) {
			began := s.R.Now()
			d := core.DeferLater(s.R, 2*tick, func() (int, error) { return 7, nil })
			s.Until("it fires", d.Called)
			v, err, _ := d.Result()
			s.WantNil("without a failure", err)
			want(s, "with the value", v, 7)
			s.Want("not before its time", s.R.Now().Sub(began) >= 2*tick)
		}},
		{"DEF-002", "cancelling DeferLater leaves no delayed call", nil, func(s *Script) {
			d := core.DeferLater(s.R, time.Hour, func() (int, error) { return 7, nil })
			d.Cancel()
			want(s, "no call is left", len(s.R.DelayedCalls()), 0)
			wantFailed(s, "it was cancelled", d, core.ErrCancelled)
		}},
		{"DEF-003", "a Deferred that is late is cancelled and fails with ErrTimeout", nil, func(s *Script) {
			l := &Log{}
			d := core.NewDeferredOn(s.R, func(*core.Deferred[int]) { l.Note("cancelled") }).Timeout(s.R, tick)
			s.Until("its time is over", d.Called)
			s.WantLog("its canceller is called", l, "cancelled")
			wantFailed(s, "it is late", d, core.ErrTimeout)
		}},
		{"DEF-004", "a Deferred that is in time leaves no delayed call", nil, func(s *Script) {
			d := core.Later(s.R, tick).Timeout(s.R, time.Hour)
			s.Until("it fires", d.Called)
			want(s, "no call is left", len(s.R.DelayedCalls()), 0)
		}},
		{"DEF-005", "a failure that nobody handles is known to the reactor until somebody does", nil, func(s *Script) {
			d := core.NewDeferredOn[int](s.R)
			s.R.Post(func() { d.Fail(errDeferred) })
			s.Turn()
			unhandled := s.scope().Unhandled()
			want(s, "it is known", len(unhandled), 1)
			s.WantErr("it is the failure", unhandled[0], errDeferred)
			wantFailed(s, "somebody handles it", d, errDeferred)
			want(s, "it is no more to be handled", len(s.scope().Unhandled()), 0)
		}},
		{"DEF-006", "another goroutine waits for a Deferred, and gets its result", nil, func(s *Script) {
			var got int
			var err error
			s.waitElsewhere(func() {
				got, err = core.Blocking(context.Background(), s.R, func() *core.Deferred[int] {
					return core.DeferLater(s.R, tick, func() (int, error) { return 7, errDeferred })
				})
			})
			s.WantErr("the failure comes over, and is handled", err, errDeferred)
			want(s, "without a value", got, 0)
		}},
		{"DEF-007", "who waits on another goroutine leaves with its context, and the Deferred is cancelled", nil, func(s *Script) {
			l := &Log{}
			ctx, cancel := context.WithCancelCause(context.Background())
			d := core.NewDeferredOn(s.R, func(*core.Deferred[int]) { l.Note("cancelled") })
			var err error
			s.R.CallLater(tick, func() { cancel(errDeferred) })
			s.waitElsewhere(func() { _, err = core.Wait(ctx, s.R, d) })
			s.WantErr("it has the cause", err, errDeferred)
			s.Until("the Deferred is cancelled", d.Called)
			s.WantLog("by its canceller", l, "cancelled")
		}},
		{"DEF-008", "who waits on another goroutine for a reactor that is closed is told so", nil, func(s *Script) {
			r := s.bench.New()
			told := make(chan error, 1)
			d := core.NewDeferredOn[int](r)
			go func() {
				_, err := core.Wait(context.Background(), r, d)
				told <- err
			}()
			s.WantNil("the reactor is closed", r.Close())
			select {
			case err := <-told:
				s.WantErr("it knows why", err, core.ErrReactorClosed)
			case <-time.After(wallPatience):
				s.Fail("it was told nothing")
			}
		}},
		{"DEF-009", "cancelling a Deferred that waits for a timed call of another takes that call off the clock", nil, func(s *Script) {
			outer := core.NewDeferredOn[int](s.R)
			outer.AddCallbackDeferred(func(int) *core.Deferred[int] {
				return core.DeferLater(s.R, time.Hour, func() (int, error) { return 7, nil })
			})
			outer.Resolve(0)
			want(s, "it waits", len(s.R.DelayedCalls()), 1)
			s.R.Post(outer.Cancel)
			s.Turn()
			want(s, "no call is left", len(s.R.DelayedCalls()), 0)
			wantFailed(s, "it was cancelled", outer, core.ErrCancelled)
		}},
		{"DEF-010", "a limit of time covers what was added before, and not what was added after", nil, func(s *Script) {
			l := &Log{}
			wait := func(name string, d time.Duration) func(int) *core.Deferred[int] {
				return func(int) *core.Deferred[int] {
					return core.DeferLater(s.R, d, func() (int, error) { l.Note("%s", name); return 0, nil })
				}
			}
			within := core.Succeed(0).AddCallbackDeferred(wait("before", 2*tick)).Timeout(s.R, 10*time.Hour).AddCallbackDeferred(wait("after", 4*tick))
			over := core.Succeed(0).AddCallbackDeferred(wait("never", time.Hour)).Timeout(s.R, 2*tick)
			s.Until("the one that is slow is given up", func() bool { _, _, ok := over.Result(); return ok })
			wantFailed(s, "it was late", over, core.ErrTimeout)
			s.Until("the other comes to its end", func() bool { _, _, ok := within.Result(); return ok })
			s.WantLog("with all that was added", l, "before", "after")
			want(s, "no call is left", len(s.R.DelayedCalls()), 0)
		}},
		{"DEF-011", "the first of a race takes the timed calls of the others off the clock", nil, func(s *Script) {
			slow := core.Later(s.R, time.Hour)
			d := core.Race(slow, core.Later(s.R, tick), core.Later(s.R, 2*time.Hour))
			s.Until("it is decided", d.Called)
			w, err, _ := d.Result()
			s.WantNil("by a value", err)
			want(s, "of the quickest", w.Index, 1)
			want(s, "no call is left", len(s.R.DelayedCalls()), 0)
		}},
	}
}

// scope is the reactor's. A reactor without one fails the case.
func (s *Script) scope() *core.Scope {
	s.Helper()
	scoped, ok := s.R.(core.Scoped)
	if !ok {
		s.Fatalf("the reactor has no Scope")
	}
	return scoped.Scope()
}

// wantFailed fails unless d has failed with wanted, and handles that.
func wantFailed[T any](s *Script, why string, d *core.Deferred[T], wanted error) {
	s.Helper()
	_, err, ok := d.Result()
	s.Want(why+": it has a result", ok)
	s.WantErr(why, err, wanted)
	d.AddErrback(func(error) (v T, _ error) { return v, nil })
}

// waitElsewhere calls f on another goroutine, and runs the reactor until it has returned.
func (s *Script) waitElsewhere(f func()) {
	s.Helper()
	s.RunWith(func() {
		go func() {
			f()
			s.R.Post(s.Stop)
		}()
	})
}
