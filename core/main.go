package core

import (
	"context"
	"errors"
	"fmt"
)

// An ExitError is a failure that chooses its exit code.
type ExitError struct{ Code int }

func (e *ExitError) Error() string { return fmt.Sprintf("exit code %d", e.Code) }

// Main runs r until what f returns has a result, and returns the exit code of that: 0 for a value, 1 for a
// failure, which is logged, or the code of an [ExitError], which is not (Twisted: task.react). f is called
// when the reactor runs.
//
//	func main() { os.Exit(core.Main(native.New(), run)) }
//
// If r is stopped from elsewhere first, the Deferred is cancelled after the run, and the code is 0; an
// error of Run is logged, and the code is 1. Main closes r, so that what nobody has handled is reported.
func Main[T any](r Reactor, f func(r Reactor) *Deferred[T]) int {
	m := &mainRun{r: r}
	var d *Deferred[T]
	r.AddTrigger(Shutdown, Before, func() { m.stopping = true })
	r.CallWhenRunning(func() {
		d = TryDeferred(func() *Deferred[T] { return f(r) }).On(r)
		d.AddBoth(func(v T, err error) (T, error) {
			m.finish(err)
			return *new(T), nil
		})
	})
	if err := r.Run(context.Background()); err != nil {
		m.fail(err)
	}
	if d != nil {
		m.over = true
		d.Cancel()
	}
	if err := r.Close(); err != nil {
		m.fail(err)
	}
	return m.code
}

// mainRun is a Main under way.
type mainRun struct {
	r        Reactor
	code     int
	stopping bool
	over     bool // the run has ended before the result
}

func (m *mainRun) finish(err error) {
	if m.over && errors.Is(err, ErrCancelled) {
		return
	}
	var exit *ExitError
	switch {
	case err == nil:
	case errors.As(err, &exit):
		m.code = exit.Code
	default:
		m.fail(err)
	}
	if !m.stopping && !m.over {
		m.r.Stop() // ErrNotRunning: somebody else was as quick
	}
}

func (m *mainRun) fail(err error) {
	m.code = 1
	m.r.Logger().Error("main", "err", err)
}
