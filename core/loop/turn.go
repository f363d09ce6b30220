package loop

import (
	"fmt"
	"time"

	"ravel/core"
	"ravel/core/port"
)

// flushRounds is how often one phase flushes what was asked for while flushing. A producer that writes
// whenever it is asked would otherwise keep the loop to itself; the rest waits for the next phase.
const flushRounds = 16

// Post has f called in one of the next turns, as core.Poster says. It may be called from any goroutine;
// after Close it does nothing. The queue's limit is four million calls: the Post past it panics.
func (l *Loop) Post(f func()) {
	if f == nil {
		panic("loop: Post of a nil function")
	}
	l.mail.post(f)
}

// Flush has f.Flush called at the end of this phase of the turn, in the order of asking.
func (l *Loop) Flush(f port.Flusher) { l.flushers.add(f) }

// End has e.End called among the endings of this turn, or of the next if asked for inside an ending.
func (l *Loop) End(e port.Ender) { l.enders.add(e) }

// Iterate makes one turn, waiting at most limit for something to happen; negative is for ever. A turn that
// made a posted or a timed call does not wait: something has happened, and who drives the loop wants to look.
// It returns the port's error, port.ErrIdle too. Inside Run or inside a turn it is core.ErrAlreadyRunning.
func (l *Loop) Iterate(limit time.Duration) error {
	switch {
	case l.ending:
		return port.ErrClosed
	case l.inRun || l.inTurn:
		return core.ErrAlreadyRunning
	}
	l.byHand = true
	defer func() { l.byHand = false }() // Goexit passes here too
	return l.turn(limit)
}

// Next is when the loop has something to do by itself: now if a turn would find something queued, else
// the earliest deadline, if there is one. It is for who drives several loops by hand.
func (l *Loop) Next() (time.Time, bool) {
	if l.urgent() || !l.flushers.empty() {
		return l.port.Now(), true
	}
	return l.timers.Next()
}

func (l *Loop) turn(limit time.Duration) error {
	l.enter()
	defer l.leaveTurn() // Goexit passes here too
	l.meter.stats.Turns++
	if l.meter.on {
		l.meter.begin(l.port.Now())
	}
	calls := l.meter.stats.Posted + l.meter.stats.Timed
	l.runPosted()
	if l.timers.Len() > 0 {
		now := l.port.Now()
		if l.meter.on {
			l.measureLag(now)
		}
		l.meter.stats.Timed += uint64(l.timers.Pass(now, l.timed))
	}
	if l.advanceShutdown() {
		return nil
	}
	l.flush()
	if l.byHand && l.meter.stats.Posted+l.meter.stats.Timed > calls {
		limit = 0
	}
	n, err := l.wait(limit)
	if err != nil {
		return err
	}
	l.dispatch(n)
	l.flush()
	l.runEndings()
	return nil
}

func (l *Loop) leaveTurn() {
	if l.meter.on {
		l.meter.rest(l.port.Now())
	}
	l.crashed = false
	l.leave()
}

// enter begins what counts as being inside a turn.
func (l *Loop) enter() {
	l.inTurn = true
	l.before = l.scope.Enter()
}

func (l *Loop) leave() {
	l.inTurn = false
	l.scope.Leave(l.before)
}

// wait waits for the port until there is something else to do, at most limit.
func (l *Loop) wait(limit time.Duration) (int, error) {
	timeout := l.timeout(limit)
	if timeout != 0 && !l.mail.sleep() {
		timeout = 0
	}
	if l.meter.on {
		l.meter.rest(l.port.Now())
	}
	n, err := l.port.Wait(l.ready, timeout)
	if l.meter.on {
		l.meter.resume(l.port.Now())
	}
	if timeout != 0 {
		l.mail.awake()
	}
	return n, err
}

func (l *Loop) timeout(limit time.Duration) time.Duration {
	if limit == 0 || l.urgent() || !l.flushers.empty() {
		return 0
	}
	if l.timers.Len() == 0 {
		return limit
	}
	until := l.timers.Until(l.port.Now())
	if limit < 0 {
		return until
	}
	return min(until, limit)
}

// urgent reports whether the next turn has something to do that cannot wait.
func (l *Loop) urgent() bool {
	switch l.life.state {
	case running:
		if l.cancelled() {
			return true
		}
	case stopping, closing:
		return true
	case holding:
		if l.holds == 0 {
			return true
		}
	}
	return l.crashed || !l.enders.empty() || l.mail.waiting()
}

func (l *Loop) runPosted() {
	l.mail.begin()
	for f := l.mail.next(); f != nil; f = l.mail.next() {
		l.meter.stats.Posted++
		l.guard("a posted call", f)
		if l.meter.slow > 0 {
			l.lap("a posted call", f)
		}
	}
}

func (l *Loop) runTimed(f func()) {
	if l.meter.slow > 0 {
		defer l.lap("a timed call", f)
	}
	defer l.caught("a timed call")
	f()
}

// dispatch tells each handler of ready[:n]. An entry without a handler is one whose Sock was closed
// after Wait found it ready: ports clear it, or the machine that closed it ignores the call.
func (l *Loop) dispatch(n int) {
	for l.readyAt = 0; l.readyAt < n; {
		l.dispatchSome(n)
	}
	clear(l.ready[:n])
}

// dispatchSome goes on until n or a panic, so that one deferred call guards a whole batch.
func (l *Loop) dispatchSome(n int) {
	defer l.caughtReady()
	for l.readyAt < n {
		r := l.ready[l.readyAt]
		l.readyAt++
		if r.Handler != nil {
			l.meter.stats.Ready++
			r.Handler.Ready(r.What)
			if l.meter.slow > 0 {
				l.lap("Ready", r.Handler)
			}
		}
	}
}

func (l *Loop) caughtReady() {
	if v := recover(); v != nil {
		h := l.ready[l.readyAt-1].Handler
		l.Panicked(fmt.Sprintf("Ready of %T", h), v)
		if l.meter.slow > 0 {
			l.lap("Ready", h)
		}
	}
}

func (l *Loop) flush() {
	for round := 0; round < flushRounds && l.flushers.begin(); round++ {
		for f, ok := l.flushers.next(); ok; f, ok = l.flushers.next() {
			l.flushOne(f)
		}
	}
}

func (l *Loop) flushOne(f port.Flusher) {
	if l.meter.slow > 0 {
		defer l.lap("a flush", f)
	}
	defer l.caught("a flush")
	f.Flush()
}

func (l *Loop) runEndings() {
	if !l.enders.begin() {
		return
	}
	for e, ok := l.enders.next(); ok; e, ok = l.enders.next() {
		l.endOne(e)
	}
}

func (l *Loop) endOne(e port.Ender) {
	l.meter.stats.Ended++
	if l.meter.slow > 0 {
		defer l.lap("an ending", e)
	}
	defer l.caught("an ending")
	e.End()
}
