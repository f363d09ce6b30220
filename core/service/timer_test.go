package service

import (
	"testing"
	"time"

	"ravel/core"
	"ravel/fakes"
)

func TestATimerCallsWhileItRuns(t *testing.T) {
	r := reactor(t)
	n := 0
	s := NewTimer(r, time.Second, func() error { n++; return nil })
	wantIs(t, "start", s.Start(), nil)
	wantIs(t, "start twice", s.Start(), ErrRunning)
	if n != 1 {
		t.Errorf("%d calls at the start, want 1", n)
	}
	r.Advance(3 * time.Second)
	done := s.WhenDone()
	wantIs(t, "stop", failed(s.Stop()), nil)
	r.Advance(3 * time.Second)
	if n != 4 || !done.Called() {
		t.Errorf("%d calls, done %t; want 4 and done", n, done.Called())
	}
	wantIs(t, "start again", s.Start(), nil)
	if n != 5 || s.WhenDone().Called() {
		t.Errorf("%d calls after a second start, want 5 and more to come", n)
	}
	s.Stop()
}

func TestATimerThatFailsEndsAndSaysSo(t *testing.T) {
	r := fakes.NewReactor(fakes.Config{Logger: fakes.NewLog().Logger()})
	n := 0
	s := NewTimer(r, time.Second, func() error {
		if n++; n == 2 {
			panic(errRefused)
		}
		return nil
	})
	s.Start()
	done := s.WhenDone()
	r.Advance(5 * time.Second)
	if n != 2 {
		t.Errorf("%d calls, want none after the failure", n)
	}
	wantIs(t, "what WhenDone tells", failed(done), errRefused)
	wantIs(t, "what it tells later", failed(s.WhenDone()), errRefused)
	if len(r.Failures()) != 1 {
		t.Errorf("the reactor counts %v, want one failure", r.Failures())
	}
	wantIs(t, "start of a service that runs, though its calls have ended", s.Start(), ErrRunning)
	wantIs(t, "stop", failed(s.Stop()), nil)
	wantIs(t, "start", s.Start(), nil)
	s.Stop()
}

func TestATimersStopWaitsForTheCallUnderWay(t *testing.T) {
	r := reactor(t)
	body := core.NewDeferred[struct{}]()
	s := NewDeferredTimer(r, time.Second, func() *core.Deferred[struct{}] { return body })
	s.Start()
	one, two := s.Stop(), s.Stop()
	wantIs(t, "start while stopping", s.Start(), ErrRunning)
	if one.Called() || two.Called() {
		t.Error("stopped before the call was done")
	}
	body.Resolve(struct{}{})
	if !one.Called() || !two.Called() {
		t.Error("not stopped when the call was done")
	}
}

func TestATimerRefusesANegativeInterval(t *testing.T) {
	s := NewTimer(reactor(t), -1, func() error { return nil })
	wantIs(t, "start", s.Start(), core.ErrNegativeInterval)
	if s.Running() {
		t.Error("it runs")
	}
}
