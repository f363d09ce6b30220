package service

import (
	"context"
	"slices"
	"testing"
	"time"

	"ravel/core"
)

func TestAnApplicationRunsFromPortsToPrivilegesToStart(t *testing.T) {
	r := reactor(t)
	var log []string
	a := NewApplication("finger")
	all := parts(t, &a.Multi, &log, "a", "b")
	ended := core.NewDeferred[struct{}]()
	all[0].stop = func() *core.Deferred[struct{}] { return ended }
	note := func(s string) func() { return func() { log = append(log, s) } }
	err := a.Run(t.Context(), r, RunConfig{
		Drop: func() error { note("drop")(); return nil },
		Ready: func() {
			note("ready")()
			r.CallLater(time.Second, func() { r.Stop() })
			r.CallLater(2*time.Second, func() { note("ended")(); ended.Resolve(struct{}{}) })
		},
		Stopping: note("stopping"),
	})
	wantIs(t, "run", err, nil)
	wantLog(t, "the whole life", &log, "priv a", "priv b", "drop", "start a", "start b", "ready", "stopping", "stop b", "stop a", "ended")
}

func TestAnApplicationThatCannotStartHasNothingLeft(t *testing.T) {
	r := reactor(t)
	var log []string
	a := NewApplication("x")
	all := parts(t, &a.Multi, &log, "a", "b")
	all[1].startFail = errRefused
	ready := false
	wantIs(t, "run", a.Run(t.Context(), r, RunConfig{Ready: func() { ready = true }}), errRefused)
	wantLog(t, "a failed start", &log, "priv a", "priv b", "start a", "start b", "stop b", "stop a")
	if ready {
		t.Error("it is ready though it failed")
	}
	wantIs(t, "a Drop that fails", a.Run(t.Context(), r, RunConfig{Drop: func() error { return errRefused }}), errRefused)
	wantLog(t, "a failed Drop", &log, "priv a", "priv b", "stop b", "stop a")
	all[1].startFail = nil
	wantIs(t, "run at last", a.Run(t.Context(), r, RunConfig{Ready: func() { r.Stop() }}), nil)
	wantLog(t, "nothing of the failures is left", &log, "priv a", "priv b", "start a", "start b", "stop b", "stop a")
}

func TestAnApplicationThatCannotStartWaitsForThoseThatDid(t *testing.T) {
	r := reactor(t)
	var log []string
	a := NewApplication("x")
	all := parts(t, &a.Multi, &log, "a", "b")
	ended := core.NewDeferred[struct{}]()
	all[0].stop = func() *core.Deferred[struct{}] {
		r.CallLater(2*time.Second, func() { log = append(log, "ended"); ended.Resolve(struct{}{}) })
		return ended
	}
	all[1].startFail = errRefused
	wantIs(t, "run", a.Run(t.Context(), r, RunConfig{}), errRefused)
	wantLog(t, "a has its time", &log, "priv a", "priv b", "start a", "start b", "stop b", "stop a", "ended")
}

func TestAnApplicationThatCannotStartDoesNotWaitForEver(t *testing.T) {
	r := reactor(t)
	var log []string
	a := NewApplication("x")
	all := parts(t, &a.Multi, &log, "a", "b")
	never := core.NewDeferred[struct{}]()
	all[0].stop = func() *core.Deferred[struct{}] { return never }
	all[1].startFail = errRefused
	wantIs(t, "run", a.Run(t.Context(), r, RunConfig{Patience: time.Second}), errRefused)
	never.Resolve(struct{}{})
}

func TestAnApplicationsPortsAreClosedWhenItFails(t *testing.T) {
	r := reactor(t)
	a := NewApplication("x")
	a.Add(NewStream(r, tcp("127.0.0.1:79"), refusing()))
	a.Add(NewStream(r, tcp("127.0.0.1:79"), refusing()))
	wantIs(t, "two on one port", a.Run(t.Context(), r, RunConfig{}), core.ErrCannotListen)
}

func TestAnApplicationsPatienceEnds(t *testing.T) {
	r := reactor(t)
	var log []string
	a := NewApplication("x")
	never := core.NewDeferred[struct{}]()
	parts(t, &a.Multi, &log, "a")[0].stop = func() *core.Deferred[struct{}] { return never }
	began := r.Now()
	err := a.Run(t.Context(), r, RunConfig{Ready: func() { r.Stop() }, Patience: 3 * time.Second})
	wantIs(t, "run", err, ErrPatience)
	if took := r.Now().Sub(began); took != 3*time.Second {
		t.Errorf("it took %v, want the patience of 3s", took)
	}
	never.Resolve(struct{}{})
}

func TestAnApplicationEndsWithItsContext(t *testing.T) {
	r := reactor(t)
	var log []string
	a := NewApplication("x")
	parts(t, &a.Multi, &log, "a")
	ctx, cancel := context.WithCancelCause(t.Context())
	wantIs(t, "run", a.Run(ctx, r, RunConfig{Ready: func() { cancel(errRefused) }}), errRefused)
	if !slices.Contains(log, "stop a") {
		t.Errorf("%q, want a stopped", log)
	}
}

func TestAnApplicationWhoseReactorCrashesIsStopped(t *testing.T) {
	r := reactor(t)
	a := NewApplication("x")
	a.Add(NewStream(r, tcp("127.0.0.1:79"), refusing()))
	wantIs(t, "run", a.Run(t.Context(), r, RunConfig{Ready: r.Crash}), nil)
}
