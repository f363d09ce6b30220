package reactortest

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"time"

	"ravel/core"
)

// jobs is how many jobs the busy cases have.
const jobs = 200

var errJob = errors.New("a job that fails")

// threadsCases hold core.Threads. A job that blocks waits for the reactor with its context, since a pool may
// do jobs on the reactor's own goroutine.
func threadsCases() []Case {
	needs := []Facet{Threads}
	return []Case{
		{"THR-001", "what a job returns arrives on the reactor, after DeferToThread has returned", needs, func(s *Script) {
			d := core.DeferToThread(s.R, func(context.Context) (int, error) { return 7, nil })
			s.Want("nothing has come yet", !d.Called())
			arrives(s, "it comes", d)
			wantValue(s, "it is what the job returned", d, 7)
		}},
		{"THR-002", "a job's error is the failure", needs, func(s *Script) {
			d := core.DeferToThread(s.R, func(context.Context) (int, error) { return 7, errJob })
			arrives(s, "it comes", d)
			wantFailed(s, "it is the job's", d, errJob)
		}},
		{"THR-003", "a panic in a job is a failure with its stack, and costs nobody anything", needs, func(s *Script) {
			d := core.DeferToThread(s.R, func(context.Context) (int, error) { panic(errJob) })
			arrives(s, "it comes", d)
			_, err, _ := d.Result()
			var p *core.PanicError
			s.Want("it is a panic, with its stack", errors.As(err, &p) && len(p.Stack) > 0)
			wantFailed(s, "of that value", d, errJob)
			after := core.DeferToThread(s.R, func(context.Context) (int, error) { return 7, nil })
			arrives(s, "others are done", after)
			wantValue(s, "as before", after, 7)
		}},
		{"THR-004", "a job can wait for the reactor", needs, func(s *Script) {
			d := core.DeferToThread(s.R, func(ctx context.Context) (string, error) {
				return core.Blocking(ctx, s.R, func() *core.Deferred[string] {
					return core.DeferLater(s.R, 2*tick, func() (string, error) { return "later", nil })
				})
			})
			arrives(s, "it has waited", d)
			wantValue(s, "and returns what came", d, "later")
		}},
		{"THR-005", "no more jobs run at once than the pool's size, and the others follow in the order of asking", needs, func(s *Script) {
			s.threads().SetPool(core.PoolConfig{Size: 2})
			gate := core.NewDeferredOn[int](s.R)
			var all []*core.Deferred[int]
			for range 5 {
				all = append(all, s.waiter(gate))
			}
			want(s, "two have begun", s.threads().Pool().Running, 2)
			want(s, "three wait", s.threads().Pool().Waiting, 3)
			s.Settle()
			want(s, "it stays like that", s.threads().Pool().Running, 2)
			gate.Resolve(7)
			for i, d := range all {
				arrives(s, sprint("job %d is done", i), d)
				wantValue(s, "it has what it waited for", d, 7)
			}
			want(s, "nothing runs", s.threads().Pool().Running, 0)
		}},
		{"THR-006", "a pool of one does one job after another, in the order of asking", needs, func(s *Script) {
			s.threads().SetPool(core.PoolConfig{Size: 1})
			l := &Log{}
			for _, name := range []string{"A", "B", "C"} {
				s.R.(core.Threads).InThread(func(context.Context) error { return nil }, func(error) { l.Note("%s", name); s.R.Post(func() {}) })
			}
			s.WantLog("nothing happens inside", l)
			s.WantEvents("one after another", l, "A", "B", "C")
		}},
		{"THR-007", "a full pool refuses at once with ErrPoolFull, and calls nothing", needs, func(s *Script) {
			s.threads().SetPool(core.PoolConfig{Size: 1, Queue: 1})
			gate := core.NewDeferredOn[int](s.R)
			first, second := s.waiter(gate), s.waiter(gate)
			called := false
			job := func(context.Context) error { called = true; return nil }
			_, err := s.threads().InThread(job, func(error) { called = true })
			s.WantErr("it says so", err, core.ErrPoolFull)
			s.WantErr("to all", core.CallInThread(s.R, func(context.Context) { called = true }), core.ErrPoolFull)
			third := core.DeferToThread(s.R, func(context.Context) (int, error) { called = true; return 0, nil })
			wantFailed(s, "and as a failure", third, core.ErrPoolFull)
			gate.Resolve(7)
			arrives(s, "one is done", first)
			arrives(s, "and the other", second)
			fourth := core.DeferToThread(s.R, func(context.Context) (int, error) { return 8, nil })
			arrives(s, "there is room again", fourth)
			wantValue(s, "for another", fourth, 8)
			s.Want("those refused were never called", !called)
		}},
		{"THR-008", "a job that is cancelled while it waits is never called", needs, func(s *Script) {
			s.threads().SetPool(core.PoolConfig{Size: 1})
			gate := core.NewDeferredOn[int](s.R)
			first := s.waiter(gate)
			called := false
			second := core.DeferToThread(s.R, func(context.Context) (int, error) { called = true; return 0, nil })
			second.Cancel()
			wantFailed(s, "it fails at once", second, core.ErrCancelled)
			want(s, "it waits no more", s.threads().Pool().Waiting, 0)
			gate.Resolve(7)
			arrives(s, "the other is done", first)
			s.idle()
			s.Want("it was not called", !called)
		}},
		{"THR-009", "the context of a job that is cancelled while it runs ends, and its Deferred fails at once", needs, func(s *Script) {
			began := core.NewDeferredOn[int](s.R)
			var cause, waited error
			d := core.DeferToThread(s.R, func(ctx context.Context) (int, error) {
				_, waited = core.Blocking(ctx, s.R, func() *core.Deferred[int] {
					began.Resolve(1)
					return core.NewDeferred[int]()
				})
				cause = context.Cause(ctx)
				return 0, errJob
			})
			arrives(s, "it waits for the reactor", began)
			d.Cancel()
			wantFailed(s, "it fails at once", d, core.ErrCancelled)
			s.idle()
			s.WantErr("what it waited for is over", waited, core.ErrCancelled)
			s.WantErr("its context says why", cause, core.ErrCancelled)
		}},
		{"THR-010", "a job that nobody waits for fails as the reactor's", needs, func(s *Script) {
			s.ExpectFailures(1)
			l := &Log{}
			s.WantNil("it is taken", core.CallInThread(s.R, func(context.Context) { panic(errJob) }))
			s.WantNil("and another", core.CallInThread(s.R, func(context.Context) { s.R.Post(noted(l, "A")) }))
			s.idle()
			s.WantEvents("which is done", l, "A")
		}},
		{"THR-011", "a shutdown waits for jobs, and they can use the reactor meanwhile", needs, func(s *Script) {
			var d *core.Deferred[int]
			l := &Log{}
			s.RunWith(func() {
				d = core.DeferToThread(s.R, func(ctx context.Context) (int, error) {
					return core.Blocking(ctx, s.R, func() *core.Deferred[int] {
						s.Stop()
						return core.DeferLater(s.R, 2*tick, func() (int, error) { return 7, nil })
					})
				}).AddCallback(func(v int) (int, error) {
					l.Note("done")
					return v, nil
				})
				s.R.AddTrigger(core.Shutdown, core.During, noted(l, "shutdown"))
			})
			wantValue(s, "the job was done", d, 7)
			s.WantLog("before the shutdown went on", l, "done", "shutdown")
		}},
		{"THR-012", "after the grace jobs are given up with ErrPoolStopped", needs, func(s *Script) {
			s.threads().SetPool(core.PoolConfig{Size: 1, Grace: 2 * tick})
			never := core.NewDeferred[int]()
			var running, waiting *core.Deferred[int]
			s.RunWith(func() {
				running, waiting = s.waiter(never), s.waiter(never)
				s.Stop()
			})
			wantFailed(s, "one that runs", running, core.ErrPoolStopped)
			wantFailed(s, "one that waits", waiting, core.ErrPoolStopped)
		}},
		{"THR-013", "between a shutdown and the next run no job is taken", needs, func(s *Script) {
			job := func(context.Context) (int, error) { return 7, nil }
			s.RunWith(s.Stop)
			wantFailed(s, "it is refused", core.DeferToThread(s.R, job), core.ErrPoolStopped)
			s.Want("the pool says so", s.threads().Pool().Stopped)
			var again *core.Deferred[int]
			s.RunWith(func() {
				again = core.DeferToThread(s.R, job)
				s.Stop()
			})
			wantValue(s, "the next run takes it", again, 7)
		}},
		{"THR-014", "what a reactor cannot do for its own goroutine is refused: to wait for it there", nil, func(s *Script) {
			if core.Goroutine() == 0 {
				return // goroutines cannot be told apart on this processor
			}
			var err error
			s.R.Post(func() {
				_, err = core.Blocking(context.Background(), s.R, func() *core.Deferred[int] { return core.Succeed(7) })
			})
			s.Turn()
			s.WantErr("instead of a wait for ever", err, core.ErrOwnGoroutine)
			s.Turn()
		}},
		{"THR-015", "a job that is asked for before the reactor runs is done in its run", needs, func(s *Script) {
			d := core.DeferToThread(s.R, func(context.Context) (int, error) { return 7, nil })
			d.AddCallback(func(v int) (int, error) { s.Stop(); return v, nil })
			s.Run()
			wantValue(s, "its result came in the run", d, 7)
		}},
		{"THR-016", "each of many jobs brings its own result, once", needs, func(s *Script) {
			var got []int
			var all []*core.Deferred[int]
			for i := range jobs {
				all = append(all, core.DeferToThread(s.R, func(context.Context) (int, error) { return i, nil }).
					AddCallback(func(v int) (int, error) { got = append(got, v); return v, nil }))
			}
			for i, d := range all {
				arrives(s, sprint("job %d is done", i), d)
			}
			want(s, "all are done", len(got), jobs)
			slices.Sort(got)
			for i, v := range got {
				want(s, "nobody's is missing", v, i)
			}
		}},
		{"THR-017", "a job that leaves its goroutine is a failure, and costs the pool no place", []Facet{Threads, Goroutines}, func(s *Script) {
			s.threads().SetPool(core.PoolConfig{Size: 1})
			d := core.DeferToThread(s.R, func(context.Context) (int, error) { runtime.Goexit(); return 0, nil })
			arrives(s, "it has an end", d)
			wantFailed(s, "which says so", d, core.ErrJobExited)
			after := core.DeferToThread(s.R, func(context.Context) (int, error) { return 7, nil })
			arrives(s, "the next has its place", after)
			wantValue(s, "and is done", after, 7)
		}},
		{"THR-018", "jobs of a reactor that is closed are told so by their context", []Facet{Threads, Goroutines}, func(s *Script) {
			r := s.bench.New()
			left := make(chan error, 1)
			s.WantNil("it is taken", core.CallInThread(r, func(ctx context.Context) {
				<-ctx.Done()
				left <- context.Cause(ctx)
			}))
			s.WantNil("the reactor is closed", r.Close())
			select {
			case cause := <-left:
				s.WantErr("it knows why", cause, core.ErrPoolStopped)
			case <-time.After(wallPatience):
				s.Fail("the job was told nothing")
			}
		}},
	}
}

// threads is the reactor's pool.
func (s *Script) threads() core.Threads { return s.R.(core.Threads) }

// waiter is a job that waits for what is the reactor's.
func (s *Script) waiter(gate *core.Deferred[int]) *core.Deferred[int] {
	return core.DeferToThread(s.R, func(ctx context.Context) (int, error) { return core.Wait(ctx, s.R, gate) })
}

// arrives waits for d, whose result another goroutine posts. The turn in which it comes must not go on to
// wait for something else, so that something is queued behind it.
func arrives[V any](s *Script, why string, d *core.Deferred[V]) {
	s.Helper()
	d.AddBoth(func(v V, err error) (V, error) {
		s.R.Post(func() {})
		return v, err
	})
	s.Until(why, d.Called)
}

// idle waits until no job runs, those included that were given up: one job more, until it is alone.
func (s *Script) idle() {
	s.Helper()
	for range turnsMax {
		if s.threads().Pool().Running == 0 {
			return
		}
		arrives(s, "another job is done", core.DeferToThread(s.R, func(context.Context) (int, error) { return 0, nil }))
	}
	s.Fail("jobs run for ever")
}

// wantValue fails unless d has the value v.
func wantValue[V comparable](s *Script, why string, d *core.Deferred[V], v V) {
	s.Helper()
	got, err, ok := d.Result()
	s.Want(fmt.Sprintf("%s: it has a value, not %v", why, err), ok && err == nil)
	want(s, why, got, v)
}
