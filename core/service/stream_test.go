package service

import (
	"net"
	"testing"

	"ravel/core"
)

func refusing() core.Factory {
	return core.FactoryFunc(func(net.Addr) (core.Protocol, error) { return nil, nil })
}

func tcp(addr string) core.ServerEndpoint {
	return EndpointFunc(func(r core.Reactor, f core.Factory) (core.Listener, error) { return r.ListenTCP(addr, f) })
}

func TestAStreamListensWhileItRuns(t *testing.T) {
	r := reactor(t)
	s := NewStream(r, tcp("127.0.0.1:79"), refusing())
	heard := 0
	s.Listening = func(core.Listener) { heard++ }
	wantIs(t, "privileged start", s.PrivilegedStart(), nil)
	if s.Listener() == nil || s.Running() {
		t.Error("PrivilegedStart opens the port, and no more")
	}
	wantIs(t, "start", s.Start(), nil)
	if heard != 1 {
		t.Errorf("opened %d times, want once", heard)
	}
	d := s.Stop()
	r.Turn()
	if !d.Called() || s.Listener() != nil {
		t.Error("the port is not closed")
	}
	wantIs(t, "start without PrivilegedStart", s.Start(), nil)
	s.Stop()
	r.Turn()
}

func TestAStreamIsNotStartedBeforeItsPortIsClosed(t *testing.T) {
	r := reactor(t)
	s := NewStream(r, tcp("127.0.0.1:79"), refusing())
	wantIs(t, "start", s.Start(), nil)
	one, two := s.Stop(), s.Stop()
	wantIs(t, "start while the port is closed", s.Start(), ErrRunning)
	if s.Running() || one.Called() || two.Called() {
		t.Error("it runs, or has ended, while its port is closed")
	}
	r.Turn()
	if !one.Called() || !two.Called() {
		t.Error("both are told of the end")
	}
	wantIs(t, "start when it is closed", s.Start(), nil)
	s.Stop()
	r.Turn()
}

func TestAStreamThatCannotListenDoesNotStart(t *testing.T) {
	r := reactor(t)
	first := NewStream(r, tcp("127.0.0.1:79"), refusing())
	first.Start()
	second := NewStream(r, tcp("127.0.0.1:79"), refusing())
	wantIs(t, "start where somebody listens", second.Start(), core.ErrCannotListen)
	if second.Running() {
		t.Error("it runs")
	}
	first.Stop()
	r.Turn()
	wantIs(t, "start when the port is free", second.Start(), nil)
	second.Stop()
	r.Turn()
}

// A slow endpoint listens when it is told to.
type slow struct{ d *core.Deferred[core.Listener] }

func (e slow) Listen(core.Reactor, core.Factory) *core.Deferred[core.Listener] { return e.d }

func TestAStreamGivesUpAPortThatIsNotOpenYet(t *testing.T) {
	s := NewStream(reactor(t), slow{core.NewDeferred[core.Listener]()}, refusing())
	wantIs(t, "start", s.Start(), nil)
	if d := s.Stop(); !d.Called() {
		t.Error("Stop waits for a port that was given up")
	}
}

func TestAStreamClosesAPortThatCouldNotBeGivenUp(t *testing.T) {
	r := reactor(t)
	e := slow{core.NewDeferred(func(*core.Deferred[core.Listener]) {})} // it is too late to cancel
	e.d = core.NewDeferred(func(d *core.Deferred[core.Listener]) {
		l, err := r.ListenTCP("127.0.0.1:79", refusing())
		if err != nil {
			t.Error(err)
		}
		d.Resolve(l)
	})
	s := NewStream(r, e, refusing())
	s.Start()
	d := s.Stop()
	r.Turn()
	if !d.Called() {
		t.Error("the port that came after all is not closed")
	}
}

func TestAPortThatFailsLaterIsToldOf(t *testing.T) {
	e := slow{core.NewDeferred[core.Listener]()}
	s := NewStream(reactor(t), e, refusing())
	var told error
	s.Failed = func(err error) { told = err }
	s.Start()
	e.d.Fail(errRefused)
	wantIs(t, "the failure", told, errRefused)
	if d := s.Stop(); !d.Called() {
		t.Error("there is nothing to stop")
	}
}
