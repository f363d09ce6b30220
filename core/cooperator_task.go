package core

// A Task is work that a Cooperator does. Its methods belong to the clock's goroutine.
type Task struct {
	k             *Cooperator
	next          func() (Awaited, error, bool)
	stop          func()
	done          *Deferred[struct{}]
	awaits        Awaited // what it waits for
	pauses        int
	queued        bool  // it is in k.ready
	busy          bool  // inside a unit
	over          error // why, once it is
	parking       Parking
	before, after *Task // in the order of starting
}

// Pause keeps the task from working until Resume was called as often. The error says how the task ended,
// if it has.
func (t *Task) Pause() error {
	if t.over == nil {
		t.pauses++
	}
	return t.over
}

// Resume takes one Pause back; without one it is ErrNotPaused. The error says how the task ended, if it
// has.
func (t *Task) Resume() error {
	switch {
	case t.over != nil:
		return t.over
	case t.pauses == 0:
		return ErrNotPaused
	}
	t.pauses--
	t.get()
	return nil
}

// Stop ends the task with [ErrTaskStopped] and cancels what it waits for. The error says how the task had
// ended, if it had.
func (t *Task) Stop() error {
	if t.over != nil {
		return t.over
	}
	t.complete(ErrTaskStopped)
	return nil
}

// WhenDone is a Deferred that fires when the task is done, and fails with ErrTaskStopped,
// ErrCooperatorStopped or what the task has failed with. It can be asked for often, also afterwards; to
// cancel one does nothing to the task. A failure of a task that nobody asked is an unhandled one.
func (t *Task) WhenDone() *Deferred[struct{}] {
	d := Then(t.done, func(struct{}) (struct{}, error) { return struct{}{}, nil })
	d.source = nil
	return d
}

// get has the task queue for its next unit if it can work.
func (t *Task) get() {
	if t.able() && !t.queued && !t.busy {
		t.queued = true
		t.k.ready.push(t)
		t.k.schedule()
	}
}

func (t *Task) able() bool { return t.over == nil && t.pauses == 0 && t.awaits == nil }

// unit does a unit of work, if the task still can when its turn has come.
func (t *Task) unit() {
	t.queued = false
	if !t.able() {
		return
	}
	t.busy = true
	defer func() {
		if t.busy { // Goexit
			t.busy = false
			t.complete(ErrTaskStopped)
		}
	}()
	more := false
	awaits, err := guarded(func() (awaits Awaited, err error) {
		awaits, err, more = t.next()
		return awaits, err
	})
	t.busy = false
	switch {
	case t.over != nil:
		t.leaveLate(awaits, err) // it was stopped in its own unit
	case err != nil:
		t.complete(&TaskError{Err: err})
	case !more:
		t.complete(ErrTaskDone)
	case awaits != nil:
		t.await(awaits)
	default:
		t.get()
	}
}

// leaveLate has work return that was stopped in the unit that it has just done: nobody waits for what that unit
// yielded, and a panic is a failure of nobody but the program.
func (t *Task) leaveLate(awaits Awaited, err error) {
	if awaits != nil {
		awaits.settled(func(error) {})
		awaits.Cancel()
	}
	_, left := guarded(func() (struct{}, error) { t.stop(); return struct{}{}, nil })
	for _, err := range []error{err, left} {
		if panicked, ok := err.(*PanicError); ok {
			NewDeferredOn[struct{}](t.k.clock).Fail(panicked)
		}
	}
}

func (t *Task) await(awaits Awaited) {
	t.awaits = awaits
	awaits.settled(func(err error) {
		t.awaits = nil
		switch {
		case t.over != nil:
		case err != nil:
			t.complete(&TaskError{Err: err})
		default:
			t.get()
		}
	})
}

// complete ends the task.
func (t *Task) complete(over error) {
	t.over = over
	t.parking.Unpark()
	t.k.disown(t)
	if awaits := t.awaits; awaits != nil {
		awaits.Cancel()
	}
	if _, err := guarded(func() (struct{}, error) { return struct{}{}, t.leave() }); err != nil {
		over = &TaskError{Err: err} // work panicked on its way out
	}
	switch failed := (*TaskError)(nil); {
	case over == ErrTaskDone:
		t.done.Resolve(struct{}{})
	case asTaskError(over, &failed):
		t.done.Fail(failed.Err)
	default:
		t.done.Follow(func(struct{}, error) Chain { return nil }) // who stopped it knows
		t.done.Fail(over)
	}
}

// leave has work return, unless it is what is running just now.
func (t *Task) leave() error {
	if !t.busy {
		t.stop()
	}
	return nil
}

func asTaskError(err error, as **TaskError) (ok bool) {
	*as, ok = err.(*TaskError)
	return ok
}

// End ends the task with [ErrCooperatorStopped]. It is what Close of a Scope calls; a task that is over is
// left alone.
func (t *Task) End() {
	if t.over == nil {
		t.complete(ErrCooperatorStopped)
	}
}

// String says where the task was begun.
func (t *Task) String() string { return "the task begun by " + t.done.Made() }
