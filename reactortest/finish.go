package reactortest

import (
	"context"
	"fmt"

	"ravel/core"
)

var errNotStopped = fmt.Errorf("nobody stopped the reactor within %v", wallPatience)

// finish stops and closes every reactor of the case. If the body went through it also checks what must
// hold after every case: who was made was told of the end once, no delayed call is left, nothing
// failed that should not have, nothing leaked.
func (s *Script) finish(passed bool) {
	s.Helper()
	var wrong []string
	for _, r := range s.reactors {
		if err := stop(r); err != nil {
			wrong = append(wrong, "stopping the reactor: "+err.Error())
		}
	}
	if s.host != nil {
		s.host.Close()
	}
	if passed {
		wrong = append(wrong, s.broken...)
		wrong = append(wrong, s.left()...)
	}
	for _, r := range s.reactors {
		if err := r.Close(); err != nil {
			wrong = append(wrong, "closing the reactor: "+err.Error())
		}
	}
	if len(wrong) > 0 {
		s.Errorf("after the case:\n%s%s", lines(wrong), s.story())
	}
}

// stop runs r for as long as stopping takes.
func stop(r core.Reactor) error {
	r.Post(func() { r.Stop() })
	return runFor(r)
}

// runFor runs r for as long as a case may take.
func runFor(r core.Reactor) error {
	ctx, cancel := context.WithTimeoutCause(context.Background(), wallPatience, errNotStopped)
	defer cancel()
	return r.Run(ctx)
}

// orphans names the Deferreds and coroutines that the case has left behind.
func orphans(scope *core.Scope) (wrong []string) {
	for _, err := range scope.Unhandled() {
		wrong = append(wrong, err.Error())
	}
	for _, co := range scope.Parked() {
		wrong = append(wrong, "parked: "+co.String())
	}
	return wrong
}

// left names what the case has left behind.
func (s *Script) left() (wrong []string) {
	for _, e := range s.ends {
		if e.made != e.lost {
			wrong = append(wrong, sprint("%s was made %d times and lost %d times", e.Name, e.made, e.lost))
		}
	}
	for _, p := range s.ports {
		if p.started != p.stopped {
			wrong = append(wrong, sprint("%s was started %d times and stopped %d times", p.Name, p.started, p.stopped))
		}
	}
	failed := 0
	for _, r := range s.reactors {
		for _, c := range r.DelayedCalls() {
			wrong = append(wrong, sprint("a delayed call was left, due %v from now", c.Deadline().Sub(r.Now())))
		}
		if scoped, ok := r.(core.Scoped); ok {
			wrong = append(wrong, orphans(scoped.Scope())...)
		}
		if s.bench.Leaks != nil {
			for _, l := range s.bench.Leaks(r) {
				wrong = append(wrong, "leaked: "+l)
			}
		}
		if s.bench.Failures != nil {
			failed += len(s.bench.Failures(r))
		}
	}
	if s.bench.Failures != nil && failed != s.failures {
		wrong = append(wrong, sprint("%d failures were logged, want %d", failed, s.failures))
		for _, r := range s.reactors {
			for _, err := range s.bench.Failures(r) {
				wrong = append(wrong, "  logged: "+err.Error())
			}
		}
	}
	return wrong
}
