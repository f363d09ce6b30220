package service

import (
	"context"
	"errors"
	"time"

	"ravel/core"
)

// An Application is the root of a tree of services, and their life on a reactor.
type Application struct{ Multi }

// NewApplication is an empty application.
func NewApplication(name string) *Application {
	a := &Application{}
	a.name = name
	return a
}

// RunConfig says how an application runs. The zero value works.
type RunConfig struct {
	// Drop, if not nil, gives up the process's privileges: after PrivilegedStart, before Start.
	Drop func() error
	// Ready, if not nil, is called when everything has been started and the reactor runs.
	Ready func()
	// Stopping, if not nil, is called when the reactor begins to stop, before the services do.
	Stopping func()
	// Patience is how long services may take to stop; then the reactor goes on without them, and a
	// failure is logged. Default: for ever.
	Patience time.Duration
}

// ErrPatience is services that have not stopped in time.
var ErrPatience = errors.New("services did not stop in time")

// Run starts the services and runs r until it is stopped, and the services with it. The error is that of
// the first service that could not be started, of Drop, of r's Run, or joins those of the services that
// could not be stopped. Nothing is left running in any case.
func (a *Application) Run(ctx context.Context, r core.Reactor, c RunConfig) error {
	u := &run{a: a, r: r, c: c}
	if err := a.PrivilegedStart(); err != nil {
		return u.closePorts(err)
	}
	if c.Drop != nil {
		if err := c.Drop(); err != nil {
			a.undo()
			return u.closePorts(err)
		}
	}
	begin := r.AddTrigger(core.Startup, core.After, u.start)
	before := r.AddTrigger(core.Shutdown, core.Before, u.stop)
	err := r.Run(ctx)
	r.RemoveTrigger(begin)
	r.RemoveTrigger(before)
	if !u.stopped { // the reactor has crashed
		a.undo()
		err = u.closePorts(err)
	}
	if u.failed != nil {
		return u.failed
	}
	return errors.Join(err, u.late)
}

// run is an application's Run under way.
type run struct {
	a       *Application
	r       core.Reactor
	c       RunConfig
	failed  error // a start
	late    error // stops
	stopped bool
}

func (u *run) start() {
	if u.failed = u.a.Start(); u.failed != nil {
		u.r.Stop() // ErrNotRunning: somebody else was as quick. It waits for those that are being stopped again
		return
	}
	if u.c.Ready != nil {
		u.c.Ready()
	}
}

// stop is called before shutdown, and holds it until the services have stopped.
func (u *run) stop() {
	if u.c.Stopping != nil {
		u.c.Stopping()
	}
	u.stopped = true
	release := u.r.HoldShutdown()
	var impatient *core.DelayedCall
	if u.c.Patience > 0 {
		impatient = u.r.CallLater(u.c.Patience, func() {
			u.late = ErrPatience
			release()
		})
	}
	u.a.Stop().AddBoth(func(_ struct{}, err error) (struct{}, error) {
		if impatient != nil {
			impatient.Cancel()
		}
		if u.late == nil {
			u.late = err
		}
		release()
		return struct{}{}, nil
	})
}

// closePorts makes the turn in which ports that were stopped outside of a Run are closed.
func (u *run) closePorts(err error) error {
	return errors.Join(err, u.r.Iterate(0))
}
