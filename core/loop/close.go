package loop

import (
	"slices"

	"ravel/core"
	"ravel/core/port"
)

// Close releases everything that the loop and its machines hold, whether or not there was a shutdown before
// (after Crash, or without any Run), and says nothing to protocols: nothing of theirs is called any more. In
// this order:
//
//	coroutines      those that are parked are ended, and what they still ask for comes to nothing
//	failures        those that nobody has handled are reported
//	machines        each releases what it has of the system, the last that was made first: sockets and their
//	                files and locks, pipes, processes' descriptors, the modes of terminals
//	delayed calls   all are cancelled
//	the port        and with it whatever is still open there
//
// Afterwards Post does nothing, CallLater panics, and what can fail returns port.ErrClosed, which a second
// Close returns too. Closing a loop that runs, or from inside a turn, is core.ErrAlreadyRunning.
func (l *Loop) Close() (err error) {
	switch {
	case l.ending:
		return port.ErrClosed
	case l.inRun || l.inTurn || l.Alive():
		return core.ErrAlreadyRunning
	}
	l.ending = true
	defer func() { err = l.release() }() // Goexit of a coroutine passes here too
	l.scope.Close()
	return nil
}

// release is the part of Close that calls nobody's code.
func (l *Loop) release() error {
	l.closed = true
	l.mail.close()
	for _, f := range slices.Backward(l.releases) {
		l.guard("a release", f)
	}
	l.releases = nil
	l.timers.Clear()
	l.flushers, l.enders = queue[port.Flusher]{}, queue[port.Ender]{}
	l.triggers, l.machines = [2][3][]*core.Trigger{}, nil
	return l.port.Close()
}

// OnClose is documented at port.Loop, and at core.Closer.
func (l *Loop) OnClose(f func()) { l.releases = append(l.releases, f) }

// Traffic is documented at port.Loop.
func (l *Loop) Traffic() *port.Traffic { return &l.traffic }
