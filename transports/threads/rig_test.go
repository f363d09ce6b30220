package threads_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"testing"

	"ravel/core"
	"ravel/core/loop"
	"ravel/fakes"
	"ravel/transports/threads"
)

// A rig is a pool over a real loop, whose hands are the test's: a job runs when the test says so.
type rig struct {
	*testing.T
	r       *fakes.Reactor
	pool    *threads.Pool
	started []*started
	events  []string
	// quick hands give a job up as soon as they are interrupted.
	quick bool
}

// started is a job that the hands were given.
type started struct {
	ctx  context.Context
	work func(ctx context.Context)
	end  func()
}

func newRig(t *testing.T, c core.PoolConfig) *rig {
	r := fakes.NewReactor(fakes.Config{Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	g := &rig{T: t, r: r}
	g.pool = threads.New(r.Loop, g)
	g.pool.SetPool(c)
	return g
}

func (g *rig) Start(ctx context.Context, work func(ctx context.Context), end func()) (interrupt func()) {
	s := &started{ctx, work, end}
	g.started = append(g.started, s)
	return func() {
		g.note("interrupted: %v", context.Cause(ctx))
		if g.quick {
			g.drop(s)
			end()
		}
	}
}

func (g *rig) drop(s *started) {
	g.started = slices.DeleteFunc(g.started, func(other *started) bool { return other == s })
}

// runs does the oldest job that was started.
func (g *rig) runs() {
	g.Helper()
	if len(g.started) == 0 {
		g.Fatal("no job was started")
	}
	s := g.started[0]
	g.drop(s)
	s.work(s.ctx)
	s.end()
}

func (g *rig) note(format string, args ...any) {
	g.events = append(g.events, fmt.Sprintf(format, args...))
}

// asks gives the pool a job that notes its life under name, and returns how to cancel it.
func (g *rig) asks(name string, result error) (cancel func()) {
	g.Helper()
	cancel, err := g.pool.InThread(func(ctx context.Context) error {
		g.note("%s runs", name)
		return errors.Join(result, context.Cause(ctx))
	}, func(err error) { g.note("%s: %v", name, err) })
	if err != nil {
		g.note("%s is refused: %v", name, err)
		return func() {}
	}
	return cancel
}

// wants fails unless these are the events since it was called last.
func (g *rig) wants(why string, events ...string) {
	g.Helper()
	if !slices.Equal(g.events, events) {
		g.Errorf("%s:\n got %q\nwant %q", why, g.events, events)
	}
	g.events = nil
}

// wantsPool fails unless so many jobs run and wait.
func (g *rig) wantsPool(why string, running, waiting int) {
	g.Helper()
	if s := g.pool.Pool(); s.Running != running || s.Waiting != waiting {
		g.Errorf("%s: %d run and %d wait, want %d and %d", why, s.Running, s.Waiting, running, waiting)
	}
}

// wantsFailures fails unless so many failures were logged.
func (g *rig) wantsFailures(why string, n uint64) {
	g.Helper()
	if got := g.r.FailureCount(); got != n {
		g.Errorf("%s: %d failures, want %d", why, got, n)
	}
}

var _ threads.Loop = (*loop.Loop)(nil)
