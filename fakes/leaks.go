package fakes

import (
	"fmt"
	"time"

	"ravel/core"
)

// leaksNamed is how many delayed calls Leaks names one by one.
const leaksNamed = 16

// A reporter is a *testing.T or ginkgo's GinkgoT().
type reporter interface {
	Helper()
	Errorf(format string, args ...any)
}

// Leaks names what is left of a spec: sockets and descriptors that are open, delayed calls, jobs, coroutines that
// are parked, and failures that nobody handled, in callbacks and at the end of Deferreds. It is asked before Close,
// which releases everything: afterwards only failures are left.
func (r *Reactor) Leaks() []string {
	var list []string
	for _, open := range r.host.Open() {
		list = append(list, "open descriptor "+open)
	}
	list = append(list, pending(r.DelayedCalls(), r.Now())...)
	if pool := r.Pool(); pool.Running+pool.Waiting > 0 {
		list = append(list, fmt.Sprintf("%d jobs that run and %d that wait", pool.Running, pool.Waiting))
	}
	list = append(list, parked(r.Scope())...)
	for _, err := range r.Failures() {
		list = append(list, "failure: "+err.Error())
	}
	return append(list, unhandled(r.Scope())...)
}

// CheckLeaks fails t with what Leaks names. t is a *testing.T or ginkgo's GinkgoT().
func (r *Reactor) CheckLeaks(t reporter) {
	t.Helper()
	report(t, r.Leaks())
}

// Leaks names what is left on every host.
func (n *Network) Leaks() []string {
	var list []string
	for _, r := range n.Reactors() {
		for _, leak := range r.Leaks() {
			list = append(list, r.host.Name()+": "+leak)
		}
	}
	return list
}

// Leaks names what is left of a spec: delayed calls, coroutines that are parked, and failures of Deferreds on
// this clock that nobody handled.
func (c *Clock) Leaks() []string {
	return append(append(pending(c.DelayedCalls(), c.now), parked(c.scope)...), unhandled(c.scope)...)
}

// CheckLeaks fails t with what Leaks names. t is a *testing.T or ginkgo's GinkgoT().
func (c *Clock) CheckLeaks(t reporter) {
	t.Helper()
	report(t, c.Leaks())
}

func pending(calls []*core.DelayedCall, now time.Time) (list []string) {
	for _, c := range calls[:min(len(calls), leaksNamed)] {
		list = append(list, fmt.Sprintf("delayed call due in %v", c.Deadline().Sub(now)))
	}
	if n := len(calls) - leaksNamed; n > 0 {
		list = append(list, fmt.Sprintf("%d more delayed calls", n))
	}
	return list
}

func parked(s *core.Scope) (list []string) {
	for _, co := range s.Parked() {
		list = append(list, "parked: "+co.String())
	}
	return list
}

func unhandled(s *core.Scope) (list []string) {
	for _, err := range s.Unhandled() {
		list = append(list, err.Error())
	}
	return list
}

func report(t reporter, leaks []string) {
	t.Helper()
	for _, leak := range leaks {
		t.Errorf("leaked: %s", leak)
	}
}
