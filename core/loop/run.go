package loop

import (
	"context"

	"ravel/core"
	"ravel/core/port"
)

// closingMax is how many turns a shutdown spends on telling connections. Two are the rule; a factory
// that connects again whenever it lost a connection would keep it up for ever.
const closingMax = 32

// Run starts the loop and makes turns until Stop is called or ctx ends, and then until the shutdown is
// done. It returns nil, or the cause of ctx's end if that came first. An error of the port, port.ErrIdle
// too, ends it at once, as Crash would, and is returned.
//
// With a ctx that has ended already there is still startup, one turn, and shutdown. After it has
// returned it can be called again: posted and timed calls that were left go on then. While the loop
// runs it is core.ErrAlreadyRunning; after Close, port.ErrClosed.
func (l *Loop) Run(ctx context.Context) error {
	if err := l.begin(); err != nil {
		return err
	}
	l.inRun, l.ctx, l.cause = true, ctx, nil
	defer l.leaveRun(context.AfterFunc(ctx, l.mail.nudge)) // Goexit passes here too
	l.startUp()
	for l.Alive() {
		if err := l.turn(-1); err != nil {
			return err
		}
	}
	return l.cause
}

func (l *Loop) leaveRun(forget func() bool) {
	forget()
	l.inRun, l.ctx = false, nil
	if l.Alive() {
		l.life.to(evCrash)
	}
}

// Start calls the triggers of startup and makes the loop a running one, whose turns are then made by
// Iterate: Stop takes effect in them, and Running is false once the shutdown is done. It is for who
// drives several loops by hand. Its errors are Run's.
func (l *Loop) Start() error {
	if err := l.begin(); err != nil {
		return err
	}
	l.startUp()
	return nil
}

func (l *Loop) begin() error {
	switch {
	case l.ending:
		return port.ErrClosed
	case l.inRun || l.inTurn || !l.life.can(evStart):
		return core.ErrAlreadyRunning
	}
	l.life.to(evStart)
	l.runs++
	l.crashed = false
	return nil
}

func (l *Loop) startUp() {
	l.enter()
	whole := false
	defer func() {
		l.leave()
		if !whole && l.Alive() {
			l.life.to(evCrash) // Goexit in a trigger
		}
	}()
	l.fire(core.Startup, core.Before)
	if l.life.state == starting {
		l.life.to(evUp)
	}
	l.fire(core.Startup, core.During)
	l.fire(core.Startup, core.After)
	whole = true
}

// Running is true from the triggers during startup until those before shutdown have been called and
// nobody holds the shutdown any more.
func (l *Loop) Running() bool {
	s := l.life.state
	return s == running || s == stopping || s == holding
}

// Alive is true from Start or Run until the shutdown is done, or Crash: longer than Running at both ends.
func (l *Loop) Alive() bool { return l.life.state != idle }

// Stop asks a running loop to stop once the timed calls of this turn have run, or of the next if they
// have run already. It returns at once; core.ErrNotRunning if the loop does not run or is stopping.
func (l *Loop) Stop() error {
	if !l.life.can(evStop) {
		return core.ErrNotRunning
	}
	l.life.to(evStop)
	return nil
}

// Crash makes Run return after this turn, also out of a shutdown that is under way, without any more
// triggers and leaving everything open. On a loop that does not run it does nothing.
func (l *Loop) Crash() {
	if l.Alive() {
		l.life.to(evCrash)
		l.crashed = true
	}
}

// OnDisconnect has f called in every shutdown, to close what a machine has open. It is called again as
// long as that leads to something new: a factory may connect again when it is told of a loss.
func (l *Loop) OnDisconnect(f func()) { l.machines = append(l.machines, f) }

// cancelled reports whether Run's context has ended.
func (l *Loop) cancelled() bool { return l.ctx != nil && l.ctx.Err() != nil }

// advanceShutdown takes the shutdown as far as it goes in this turn. It reports whether it is over.
func (l *Loop) advanceShutdown() (over bool) {
	if l.life.state == running && l.cancelled() {
		l.cause = context.Cause(l.ctx)
		l.life.to(evStop)
	}
	if l.life.state == stopping {
		l.life.to(evBefore)
		l.holds = 0
	}
	if l.life.state == holding {
		l.fire(core.Shutdown, core.Before)
		if l.life.state == holding && l.holds == 0 {
			l.life.to(evDisconnect)
			l.rounds = 0
		}
	}
	return l.life.state == closing && l.tell()
}

// tell has the machines end what is open until nothing is left to say, then ends the shutdown.
func (l *Loop) tell() (over bool) {
	l.rounds++
	if !l.told() && l.rounds <= closingMax {
		return false // an ending asked for another
	}
	for _, disconnect := range l.machines {
		l.guard("a disconnect", disconnect)
	}
	l.fire(core.Shutdown, core.During)
	if l.life.state != closing {
		return false
	}
	if !l.told() {
		if l.rounds <= closingMax {
			return false
		}
		l.logger.Warn("shutdown leaves connections open: they come back as often as they are closed", "turns", closingMax)
	}
	l.fire(core.Shutdown, core.After)
	if l.life.state == closing {
		l.life.to(evTold)
	}
	return true
}

// told reports whether nothing waits to be written or ended.
func (l *Loop) told() bool { return l.enders.empty() && l.flushers.empty() }
