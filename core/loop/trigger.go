package loop

import (
	"errors"
	"slices"

	"ravel/core"
)

// triggersMax is how many triggers one phase calls: more than that is a trigger that adds itself.
const triggersMax = 1 << 16

var errTriggersMax = errors.New("the triggers of a phase add triggers without end")

// AddTrigger has f called once, at the next such phase of such an event, in the order of adding. One
// that is added to a phase while its triggers are being called is called in the same round. A panic is
// logged and the others are called.
func (l *Loop) AddTrigger(e core.Event, p core.Phase, f func()) *core.Trigger {
	if f == nil {
		panic("loop: AddTrigger of a nil function")
	}
	t := &core.Trigger{Event: e, Phase: p, Call: f}
	l.triggers[e][p] = append(l.triggers[e][p], t)
	return t
}

// RemoveTrigger reports whether t was still to be called.
func (l *Loop) RemoveTrigger(t *core.Trigger) bool {
	q := l.triggers[t.Event][t.Phase]
	i := slices.Index(q, t)
	if i < 0 {
		return false
	}
	l.triggers[t.Event][t.Phase] = slices.Delete(q, i, i+1)
	return true
}

// CallWhenRunning calls f before it returns if the loop runs, else as a trigger after startup.
func (l *Loop) CallWhenRunning(f func()) {
	if l.Running() {
		f()
		return
	}
	l.AddTrigger(core.Startup, core.After, f)
}

// HoldShutdown puts the shutdown off until release is called; turns go on meanwhile. It belongs into a
// trigger before shutdown, or beside another hold: elsewhere it panics. Calling release again, or after
// that shutdown was cut short by Crash, does nothing. release belongs to the loop's goroutine.
func (l *Loop) HoldShutdown() (release func()) {
	if l.life.state != holding {
		panic("loop: HoldShutdown outside of a trigger before shutdown")
	}
	l.holds++
	run, held := l.runs, true
	return func() {
		if held && run == l.runs {
			l.holds--
		}
		held = false
	}
}

// fire calls the triggers of a phase, each once, until none is left or Crash was called.
func (l *Loop) fire(e core.Event, p core.Phase) {
	for n := 0; len(l.triggers[e][p]) > 0 && l.Alive(); n++ {
		if n == triggersMax {
			l.Failed("triggers", errTriggersMax)
			return
		}
		t := l.triggers[e][p][0]
		l.triggers[e][p] = slices.Delete(l.triggers[e][p], 0, 1)
		l.guard("a trigger", t.Call)
	}
}
