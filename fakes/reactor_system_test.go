package fakes_test

import (
	"errors"
	"net"
	"testing"
	"time"

	"ravel/core"
	"ravel/fakes"
)

func TestSystem(t *testing.T) {
	r := fakes.NewReactor()
	s := r.System()
	path := s.Dir() + "/sock"
	if err := s.StaleLock(path + ".lock"); err != nil || r.Host().Locked(path+".lock") {
		t.Error("the lock must be stale:", err)
	}
	if _, ok := s.Exists(path); ok {
		t.Error("there is no such file yet")
	}
	l, err := r.ListenUNIX(path, (&recorder{log: &[]string{}}).factory(), core.UNIXListenConfig{Mode: 0o640, Lock: true})
	if err != nil {
		t.Fatal(err)
	}
	if mode, ok := s.Exists(path); !ok || mode != 0o640 {
		t.Errorf("mode %o, %v", mode, ok)
	}
	l.StopListening(nil)
	r.Advance(0)
	if _, ok := s.Exists(path); ok {
		t.Error("the port that has stopped unlinks its file")
	}

	var failed error
	if _, err := r.ConnectTCP(s.BlackHole(), &failing{&failed}, core.ConnectConfig{Timeout: time.Second}); err != nil {
		t.Fatal(err)
	}
	r.Advance(time.Second)
	if !errors.Is(failed, core.ErrTimeout) {
		t.Errorf("connecting to a black hole ended with %v", failed)
	}
	r.CheckLeaks(t)
	s.Close()
}

// failing is a client factory that keeps why it failed.
type failing struct{ reason *error }

func (*failing) BuildProtocol(net.Addr) (core.Protocol, error)      { return &core.Base{}, nil }
func (*failing) StartedConnecting(core.Connector)                   {}
func (f *failing) ClientConnectionFailed(_ core.Connector, e error) { *f.reason = e }
func (*failing) ClientConnectionLost(core.Connector, error)         {}
