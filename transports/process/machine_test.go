package process_test

import (
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"strings"
	"syscall"
	"testing"

	"ravel/core"
	"ravel/fakes"
	"ravel/fakes/kernel"
	"ravel/transports/process"
)

// A quietReactor is a fake reactor whose shell copies its input.
func quietReactor(t *testing.T, c kernel.Config) *fakes.Reactor {
	t.Helper()
	r := fakes.NewReactor(fakes.Config{Kernel: c, Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	r.Install("/bin/cat", func(p *fakes.Process) {
		p.Read(0, func(b []byte) { p.Write(1, b) }, func() { p.Exit(0) })
	})
	return r
}

// open is how many descriptors the reactor's host has.
func open(r *fakes.Reactor) int { return len(r.Host().Open()) }

func TestStatusIsAReason(t *testing.T) {
	for _, at := range []struct {
		program fakes.Program
		is      error
	}{
		{func(p *fakes.Process) { p.Exit(0) }, core.ErrProcessDone},
		{func(p *fakes.Process) { p.Exit(1) }, core.ErrProcessTerminated},
		{func(p *fakes.Process) { p.Kill(syscall.SIGSEGV) }, core.ErrProcessTerminated},
	} {
		r := fakes.NewReactor()
		r.Install("task", at.program)
		l := &listener{}
		if _, err := r.Spawn(l, core.ProcessSpec{Path: "task"}); err != nil {
			t.Fatal(err)
		}
		r.Advance(0)
		if !errors.Is(l.ended, at.is) {
			t.Errorf("got %v, want %v", l.ended, at.is)
		}
	}
}

type listener struct {
	core.ProcessBase
	got   strings.Builder
	ended error
}

func (l *listener) ChildDataReceived(_ int, p []byte) { l.got.Write(p) }
func (l *listener) ProcessEnded(reason error)         { l.ended = reason }

func TestFailedSpawnLeavesNothingOpen(t *testing.T) {
	pipes := map[int]core.ChildFD{0: core.ParentWrites, 1: core.ParentReads, 2: core.ParentReads}
	for why, s := range map[string]core.ProcessSpec{
		"no executable":  {Path: "/nonexistent"},
		"a wrong number": {Path: "cat", FDs: map[int]core.ChildFD{0: core.ParentWrites, 1 << 20: core.ParentReads}},
		"a wrong kind":   {Path: "cat", FDs: map[int]core.ChildFD{0: core.ParentWrites, 1: {}}},
		"no descriptor":  {Path: "cat", FDs: map[int]core.ChildFD{0: core.ParentWrites, 1: core.Inherits(999)}},
		"no terminal":    {Path: "/nonexistent", PTY: true},
		"no path":        {FDs: pipes},
	} {
		r := quietReactor(t, kernel.Config{})
		before := open(r)
		_, err := r.Spawn(&listener{}, s)
		var spawn *core.SpawnError
		if !errors.As(err, &spawn) || spawn.Path != s.Path {
			t.Errorf("%s: got %v, want a SpawnError", why, err)
		}
		if after := open(r); after != before {
			t.Errorf("%s: %d descriptors are open, %d were", why, after, before)
		}
	}
}

func TestSpawnWithoutDescriptorsToSpare(t *testing.T) {
	started := false
	for room := range 20 {
		r := quietReactor(t, kernel.Config{})
		before := open(r)
		r.Host().LimitDescriptors(3 + room) // three are open already
		l := &listener{}
		_, err := r.Spawn(l, core.ProcessSpec{Path: "cat"})
		switch {
		case err == nil:
			started = true
			l.Transport.CloseChild(0)
			r.Advance(0)
		case !errors.Is(err, syscall.EMFILE):
			t.Errorf("with %d to spare: got %v, want EMFILE", room, err)
		}
		if after := open(r); after != before {
			t.Errorf("with %d to spare: %d descriptors are open, %d were", room, after, before)
		}
	}
	if !started {
		t.Error("with enough of them it starts")
	}
}

func TestReactorWithoutASystem(t *testing.T) {
	r := quietReactor(t, kernel.Config{})
	m := process.New(r.Loop, nil, nil)
	if _, err := m.Spawn(&listener{}, core.ProcessSpec{Path: "cat"}); !errors.Is(err, core.ErrUnsupported) {
		t.Errorf("got %v, want core.ErrUnsupported", err)
	}
}

func TestNilProtocolIsAProgrammingError(t *testing.T) {
	r := quietReactor(t, kernel.Config{})
	defer func() {
		if recover() == nil {
			t.Error("it panics")
		}
	}()
	r.Spawn(nil, core.ProcessSpec{Path: "cat"})
}

func TestShutdownClosesPipesAndTellsSo(t *testing.T) {
	r := quietReactor(t, kernel.Config{})
	l := &listener{}
	r.CallWhenRunning(func() {
		if _, err := r.Spawn(l, core.ProcessSpec{Path: "cat"}); err != nil {
			t.Error(err)
		}
		l.Transport.Write([]byte("last words"))
		r.Stop()
	})
	if err := r.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Transport.Write([]byte("x")); !errors.Is(err, core.ErrNotConnected) {
		t.Errorf("the pipes are closed: got %v", err)
	}
	r.CheckLeaks(t)
}

func TestErrorsNameTheExecutable(t *testing.T) {
	r := quietReactor(t, kernel.Config{})
	_, err := r.Spawn(&listener{}, core.ProcessSpec{Path: "/usr/bin/missing"})
	if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "/usr/bin/missing") {
		t.Errorf("got %v", err)
	}
}
