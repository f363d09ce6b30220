package fakes

import (
	"fmt"
)

// leaksNamed is how many delayed calls Leaks names one by one.
const leaksNamed = 16

// Leaks names what is left of a spec: sockets and descriptors that are open, delayed calls, jobs, coroutines that
// are parked, and failures that nobody handled, in callbacks and at the end of Deferreds. A reactor that was closed has no sockets left.
func (r *Reactor) Leaks() []string {
	var list []string
	for _, open := range r.host.Open() {
		list = append(list, "open descriptor "+open)
	}
	calls := r.DelayedCalls()
	for _, c := range calls[:min(len(calls), leaksNamed)] {
		list = append(list, fmt.Sprintf("delayed call due in %v", c.Deadline().Sub(r.Now())))
	}
	if n := len(calls) - leaksNamed; n > 0 {
		list = append(list, fmt.Sprintf("%d more delayed calls", n))
	}
	if pool := r.Pool(); pool.Running+pool.Waiting > 0 {
		list = append(list, fmt.Sprintf("%d jobs that run and %d that wait", pool.Running, pool.Waiting))
	}
	for _, co := range r.Scope().Parked() {
		list = append(list, "parked: "+co.String())
	}
	for _, err := range r.Failures() {
		list = append(list, "failure: "+err.Error())
	}
	for _, err := range r.Scope().Unhandled() {
		list = append(list, err.Error())
	}
	return list
}

// CheckLeaks fails t with what Leaks names. t is a *testing.T or ginkgo's GinkgoT().
func (r *Reactor) CheckLeaks(t interface {
	Helper()
	Errorf(format string, args ...any)
}) {
	t.Helper()
	for _, leak := range r.Leaks() {
		t.Errorf("leaked: %s", leak)
	}
}

// Leaks names what is left on every host.
func (n *Network) Leaks() []string {
	var list []string
	for _, r := range n.reactors {
		for _, leak := range r.Leaks() {
			list = append(list, r.host.Name()+": "+leak)
		}
	}
	return list
}
