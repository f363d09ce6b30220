package fakes_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"ravel/core"
	"ravel/fakes"
)

// A parent starts one process and writes down what it is told.
type parent struct {
	core.ProcessBase
	t      *testing.T
	r      *fakes.Reactor
	events []string
	out    strings.Builder
}

func spawn(t *testing.T, program fakes.Program) *parent {
	t.Helper()
	p := &parent{t: t, r: fakes.NewReactor(fakes.Config{Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})}
	p.r.Install("/usr/bin/task", program)
	if _, err := p.r.Spawn(p, core.ProcessSpec{Path: "task", Args: []string{"task", "arg"}, Env: []string{"A=b"}, Dir: "/d"}); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *parent) ChildDataReceived(fd int, b []byte) { fmt.Fprintf(&p.out, "%d:%s", fd, b) }
func (p *parent) ChildConnectionLost(fd int)         { p.events = append(p.events, fmt.Sprint("lost ", fd)) }
func (p *parent) ProcessExited(reason error)         { p.events = append(p.events, "exited: "+reason.Error()) }
func (p *parent) ProcessEnded(reason error)          { p.events = append(p.events, "ended: "+reason.Error()) }

// wants lets a moment pass and wants exactly these events. Their order means nothing, but that the end is last.
func (p *parent) wants(why string, events ...string) {
	p.t.Helper()
	p.r.Advance(time.Millisecond)
	for i, e := range p.events {
		if strings.HasPrefix(e, "ended") && i < len(p.events)-1 {
			p.t.Errorf("%s: the end comes last: got %q", why, p.events)
		}
	}
	if got, want := slices.Sorted(slices.Values(p.events)), slices.Sorted(slices.Values(events)); !slices.Equal(got, want) {
		p.t.Errorf("%s:\n got %q\nwant %q", why, got, want)
	}
	p.events = nil
}

func (p *parent) wantsNothingLeft() {
	p.t.Helper()
	p.r.CheckLeaks(p.t)
	if err := p.r.Close(); err != nil {
		p.t.Error(err)
	}
}

func TestProgramThatWaitsForNothingExits(t *testing.T) {
	p := spawn(t, func(p *fakes.Process) {
		fmt.Fprintf(p.Out(1), "%v %v %v", p.Args, p.Env, p.Dir)
	})
	p.wants("it is done", "exited: process done", "lost 0", "lost 1", "lost 2", "ended: process done")
	if got, want := p.out.String(), "1:[task arg] [A=b] /d"; got != want {
		t.Errorf("it knows what it was started with: got %q, want %q", got, want)
	}
	p.wantsNothingLeft()
}

func TestProcessWaitsForInputTimeAndSignals(t *testing.T) {
	p := spawn(t, func(p *fakes.Process) {
		p.CallLater(time.Second, func() {
			p.Read(0, func(b []byte) { p.Write(1, b) }, nil)
		})
	})
	p.wants("it waits for time")
	p.r.Advance(time.Second)
	p.Transport.Write([]byte("in"))
	p.wants("then for input")
	p.Transport.CloseChild(0)
	p.wants("then for nothing", "lost 0", "exited: process done", "lost 1", "lost 2", "ended: process done")
	if p.out.String() != "1:in" {
		t.Errorf("got %q", p.out.String())
	}
	p.wantsNothingLeft()
}

func TestWritingToNobodyIsPIPE(t *testing.T) {
	p := spawn(t, func(p *fakes.Process) {
		p.CallLater(time.Second, func() { p.Write(1, []byte("x")) })
	})
	p.Transport.LoseConnection()
	p.wants("closing kills nobody", "lost 0", "lost 1", "lost 2")
	p.r.Advance(time.Second)
	p.wants("writing does", "exited: process terminated: signal PIPE", "ended: process terminated: signal PIPE")
	p.wantsNothingLeft()
}

func TestExitWaitsForWhatWasWritten(t *testing.T) {
	const size = 1 << 20
	p := spawn(t, func(p *fakes.Process) {
		p.Write(1, make([]byte, size))
		p.Exit(3)
		p.Write(1, []byte("too late"))
		p.CallLater(0, func() { t.Error("nothing is called after Exit") })
	})
	p.Transport.Child(1).(core.ReadPauser).PauseReading()
	p.wants("the pipe is full")
	p.Transport.Child(1).(core.ReadPauser).ResumeReading()
	p.wants("it has left", "exited: process terminated: exit code 3", "lost 0", "lost 2", "lost 1",
		"ended: process terminated: exit code 3")
	if got := strings.Count(p.out.String(), "\x00"); got != size {
		t.Errorf("all of it: got %d bytes", got)
	}
	p.wantsNothingLeft()
}

func TestSignalsOfAProcess(t *testing.T) {
	var got []string
	p := spawn(t, func(p *fakes.Process) {
		p.OnSignal(func(s syscall.Signal) bool {
			got = append(got, core.SignalName(s))
			return s != syscall.SIGTERM
		})
	})
	p.r.Advance(0)
	for _, name := range []string{"HUP", "0", "CHLD", "TERM"} {
		if err := p.Transport.SignalProcess(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if want := []string{"HUP", "CHLD", "TERM"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if err := p.Transport.SignalProcess("HUP"); !errors.Is(err, core.ErrProcessExited) {
		t.Errorf("it is gone, though its parent was not told yet: got %v", err)
	}
	p.wants("what it left to the system", "exited: process terminated: signal TERM", "lost 0", "lost 1", "lost 2",
		"ended: process terminated: signal TERM")
	p.wantsNothingLeft()
}

func TestKILLBeforeTheProgramHasBegun(t *testing.T) {
	p := spawn(t, func(*fakes.Process) { t.Error("it never begins") })
	if err := p.Transport.SignalProcess("KILL"); err != nil {
		t.Error(err)
	}
	p.wants("it is dead", "exited: process terminated: signal KILL", "lost 0", "lost 1", "lost 2",
		"ended: process terminated: signal KILL")
	p.wantsNothingLeft()
}

func TestPanicOfAProgramIsItsEnd(t *testing.T) {
	p := spawn(t, func(p *fakes.Process) { panic("oops") })
	p.wants("it exits as Go programs do", "exited: process terminated: exit code 2", "lost 0", "lost 1", "lost 2",
		"ended: process terminated: exit code 2")
	fs := p.r.Failures()
	if len(fs) != 1 || !strings.Contains(fs[0].Error(), "oops") {
		t.Errorf("and is a failure of the run: %v", fs)
	}
	if err := p.r.Close(); err != nil {
		t.Error(err)
	}
}

func TestShutdownKillsProcesses(t *testing.T) {
	p := spawn(t, func(p *fakes.Process) {
		p.Fork(func(p *fakes.Process) { p.Read(0, func([]byte) {}, nil) })
		p.CallLater(time.Hour, func() { t.Error("it is dead by then") })
	})
	p.r.CallLater(time.Second, func() { p.r.Stop() })
	if err := p.r.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	p.wantsNothingLeft()
}

func TestProgramIsFoundByItsPathOrItsName(t *testing.T) {
	r := fakes.NewReactor()
	r.Install("/usr/bin/task", func(*fakes.Process) {})
	for path, found := range map[string]bool{"/usr/bin/task": true, "task": true, "/bin/task": false, "bin/task": false, "other": false} {
		_, err := r.Spawn(&core.ProcessBase{}, core.ProcessSpec{Path: path})
		if (err == nil) != found {
			t.Errorf("%q: found %v, got %v", path, found, err)
		}
	}
	r.Advance(0)
	r.CheckLeaks(t)
}

// A program on a simulated host, and who starts it.
func ExampleReactor_Install() {
	r := fakes.NewReactor()
	r.Install("/usr/bin/shout", func(p *fakes.Process) {
		p.Read(0, func(b []byte) { p.Write(1, []byte(strings.ToUpper(string(b)))) }, func() { p.Exit(0) })
	})
	d := core.ProcessOutputAndStatus(r, core.ProcessSpec{Path: "shout"}, []byte("hello"))
	r.Advance(0)
	result, err, _ := d.Result()
	fmt.Printf("%s %d %v\n", result.Out, result.Code, err)
	// Output: HELLO 0 <nil>
}
