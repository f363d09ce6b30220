package service

import (
	"errors"
	"testing"

	"ravel/core"
)

func TestServicesStartInOrderAndStopInReverse(t *testing.T) {
	var log []string
	m := &Multi{}
	all := parts(t, m, &log, "a", "b", "c")
	pending := core.NewDeferred[struct{}]()
	all[1].stop = func() *core.Deferred[struct{}] { return pending }
	wantIs(t, "privileged start", m.PrivilegedStart(), nil)
	wantIs(t, "start", m.Start(), nil)
	wantLog(t, "all ports come before the first start", &log, "priv a", "priv b", "priv c", "start a", "start b", "start c")
	done := m.Stop()
	wantLog(t, "nobody waits for b", &log, "stop c", "stop b", "stop a")
	if done.Called() {
		t.Error("Stop is done before b is")
	}
	wantIs(t, "start while stopping", m.Start(), ErrRunning)
	also := m.Stop()
	pending.Resolve(struct{}{})
	if _, err, ok := done.Result(); !ok || err != nil {
		t.Errorf("Stop when b has ended: %v, %t; want its result", err, ok)
	}
	if !also.Called() {
		t.Error("a second Stop still waits")
	}
	log = nil
	wantIs(t, "start again", m.Start(), nil)
	wantLog(t, "a tree can be started again", &log, "start a", "start b", "start c")
}

func TestNamesAndParents(t *testing.T) {
	var log []string
	m, other := &Multi{}, &Multi{}
	a := parts(t, m, &log, "a")[0]
	wantIs(t, "a second a", m.AddNamed("a", &part{log: &log}), ErrDuplicateName)
	wantIs(t, "a in two trees", other.Add(a), ErrHasParent)
	wantIs(t, "a new name for a child", a.SetName("z"), ErrHasParent)
	if s, err := m.Named("a"); s != a || err != nil {
		t.Errorf("Named(a) = %v, %v", s, err)
	}
	_, err := m.Named("b")
	wantIs(t, "nobody's name", err, ErrUnknown)
	wantIs(t, "removing a", failed(m.Remove(a)), nil)
	wantIs(t, "removing a again", failed(m.Remove(a)), ErrNoChild)
	wantIs(t, "a new name for an orphan", a.SetName("z"), nil)
	wantIs(t, "another parent", other.Add(a), nil)
	if a.Parent() != other || a.Name() != "z" {
		t.Errorf("a is %q in %p, want z in %p", a.Name(), a.Parent(), other)
	}
	wantLog(t, "nothing of that starts or stops anything", &log)
}

func TestWhatIsAddedToAParentThatRunsIsStarted(t *testing.T) {
	var log []string
	m := &Multi{}
	m.Start()
	a := parts(t, m, &log, "a")[0]
	wantLog(t, "a joins", &log, "priv a", "start a")
	if !a.Running() {
		t.Error("a does not run")
	}
	bad := &part{log: &log, startFail: errRefused}
	err := m.AddNamed("bad", bad)
	wantIs(t, "one that cannot start", err, errRefused)
	if err.Error() != "start of bad: refused" {
		t.Errorf("the error is %q, which does not name who it was", err)
	}
	wantLog(t, "what it has bound is given back", &log, "priv bad", "start bad", "stop bad")
	if len(m.Children()) != 1 || bad.Parent() != nil {
		t.Error("it was added all the same")
	}
	m.Remove(a)
	wantLog(t, "a leaves", &log, "stop a")
}

func TestAStartThatFailsStopsThoseBefore(t *testing.T) {
	var log []string
	m := &Multi{}
	all := parts(t, m, &log, "a", "b", "c")
	all[1].startFail = errRefused
	wantIs(t, "start", m.Start(), errRefused)
	wantLog(t, "a ran, c never did", &log, "start a", "start b", "stop a")
	if m.Running() {
		t.Error("it runs")
	}
}

func TestEveryStopThatFailsIsToldOf(t *testing.T) {
	var log []string
	m := &Multi{}
	all := parts(t, m, &log, "a", "b", "c")
	broken := errors.New("broken")
	all[0].stop = func() *core.Deferred[struct{}] { return core.Failed[struct{}](broken) }
	all[2].stop = func() *core.Deferred[struct{}] { panic(errRefused) }
	m.Start()
	err := failed(m.Stop())
	wantIs(t, "a's failure", err, broken)
	wantIs(t, "c's panic", err, errRefused)
	wantLog(t, "the others are stopped", &log, "start a", "start b", "start c", "stop c", "stop b", "stop a")
}

func TestAPanicInStartIsAnError(t *testing.T) {
	m := &Multi{}
	m.Add(panicking{})
	var p *core.PanicError
	if err := m.Start(); !errors.As(err, &p) || p.In != "Start of service.panicking" {
		t.Errorf("Start: %v, want a panic in Start of service.panicking", err)
	}
}

type panicking struct{}

func (panicking) Start() error                   { panic("no") }
func (panicking) Stop() *core.Deferred[struct{}] { return stopped() }
