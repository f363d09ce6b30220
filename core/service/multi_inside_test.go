package service

import (
	"testing"

	"ravel/core"
)

// What a child does to its parent from inside of its own start and stop.

func TestAChildThatStopsTheTreeInItsStartIsStoppedToo(t *testing.T) {
	var log []string
	m := &Multi{}
	all := parts(t, m, &log, "a", "b", "c")
	var done *core.Deferred[struct{}]
	all[1].start = func() {
		done = m.Stop()
		if done.Called() {
			t.Error("everything has ended before b, which is not up yet")
		}
	}
	wantIs(t, "start", m.Start(), nil)
	wantLog(t, "b goes when it has come, and c never comes", &log, "start a", "start b", "stop a", "stop b")
	if m.Running() || !done.Called() {
		t.Error("the tree is not stopped")
	}
	all[1].start = nil
	wantIs(t, "start again", m.Start(), nil)
	wantLog(t, "nothing of that is left", &log, "start a", "start b", "start c")
}

func TestAChildThatStopsTheTreeInItsStartAndFails(t *testing.T) {
	var log []string
	m := &Multi{}
	all := parts(t, m, &log, "a", "b")
	var done *core.Deferred[struct{}]
	all[1].start = func() { done = m.Stop() }
	all[1].startFail = errRefused
	wantIs(t, "start", m.Start(), errRefused)
	wantLog(t, "there is nothing of b to stop", &log, "start a", "start b", "stop a")
	if !done.Called() {
		t.Error("Stop waits for what never was")
	}
}

func TestAChildThatStopsTheTreeBeforePrivilegesGo(t *testing.T) {
	var log []string
	m := &Multi{}
	all := parts(t, m, &log, "a", "b", "c")
	all[1].priv = func() { m.Stop() }
	wantIs(t, "privileged start", m.PrivilegedStart(), nil)
	wantLog(t, "ports that are open are closed, others never opened", &log, "priv a", "priv b", "stop a", "stop b")
}

func TestAChildThatRemovesOthersInItsStartCostsNobodyTheStart(t *testing.T) {
	var log []string
	m := &Multi{}
	all := parts(t, m, &log, "a", "b", "c", "d")
	all[1].start = func() {
		m.Remove(all[0])
		m.Remove(all[2])
	}
	wantIs(t, "start", m.Start(), nil)
	wantLog(t, "a ran, c never did, d does", &log, "start a", "start b", "stop a", "start d")
	m.Stop()
	wantLog(t, "those that are left", &log, "stop d", "stop b")
}

func TestAChildThatRemovesItselfInItsStartIsStopped(t *testing.T) {
	var log []string
	m := &Multi{}
	all := parts(t, m, &log, "a", "b")
	var left *core.Deferred[struct{}]
	all[0].start = func() { left = m.Remove(all[0]) }
	wantIs(t, "start", m.Start(), nil)
	wantLog(t, "it goes when it has come", &log, "start a", "stop a", "start b")
	if !left.Called() || all[0].Running() || all[0].Parent() != nil {
		t.Error("it is still there")
	}
}

func TestAChildThatAddsAnotherStartsItOnce(t *testing.T) {
	var log []string
	m := &Multi{}
	all := parts(t, m, &log, "a")
	all[0].priv = func() { parts(t, m, &log, "b") }
	all[0].start = func() { parts(t, m, &log, "c") }
	wantIs(t, "privileged start", m.PrivilegedStart(), nil)
	wantLog(t, "b's port is opened once", &log, "priv a", "priv b")
	wantIs(t, "start", m.Start(), nil)
	wantLog(t, "and so is c's, before it is started", &log, "start a", "priv c", "start c", "start b")
}

func TestWhileTheTreeStopsItIsNotStarted(t *testing.T) {
	var log []string
	m := &Multi{}
	all := parts(t, m, &log, "a", "b")
	pending := core.NewDeferred[struct{}]()
	var inside *core.Deferred[struct{}]
	all[1].stop = func() *core.Deferred[struct{}] {
		wantIs(t, "start inside of a stop", m.Start(), ErrRunning)
		wantIs(t, "privileged start inside of a stop", m.PrivilegedStart(), ErrRunning)
		inside = m.Stop()
		return pending
	}
	m.Start()
	done := m.Stop()
	wantLog(t, "each is stopped once", &log, "start a", "start b", "stop b", "stop a")
	if inside.Called() || done.Called() {
		t.Error("stopped before b is")
	}
	late := &part{log: &log}
	wantIs(t, "adding to a tree that stops", m.AddNamed("late", late), nil)
	wantLog(t, "what is added then waits for the next start", &log)
	pending.Resolve(struct{}{})
	if !inside.Called() || !done.Called() {
		t.Error("not stopped though b is")
	}
}

func TestNobodyIsItsOwnChild(t *testing.T) {
	outer, inner := &Multi{}, &Multi{}
	if err := outer.Add(inner); err != nil {
		t.Fatal(err)
	}
	for _, m := range []*Multi{outer, inner} {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("a tree was added to itself")
				}
			}()
			m.Add(outer)
		}()
	}
}
