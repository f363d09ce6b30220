//go:build unix

package native

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"testing"
	"time"

	"ravel/core"
)

func TestMain(m *testing.M) {
	if signal.Ignored(syscall.SIGINT) { // as it is in what a shell started in the background
		hearInterrupts()
	}
	os.Exit(m.Run())
}

// hearInterrupts ends that this process, and so every child of it, ignores SIGINT. The channel is never
// stopped: Stop and Reset put back what was there before, which is to ignore it.
func hearInterrupts() { signal.Notify(make(chan os.Signal, 1), syscall.SIGINT) }

func kill(t *testing.T, s syscall.Signal) {
	t.Helper()
	if err := syscall.Kill(os.Getpid(), s); err != nil {
		t.Fatal(err)
	}
}

func TestASignalStopsInOrder(t *testing.T) {
	r := open(t, Config{})
	for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		var order []string
		r.CallWhenRunning(func() { kill(t, s) })
		r.AddTrigger(core.Shutdown, core.Before, func() { order = append(order, "before") })
		r.AddTrigger(core.Shutdown, core.After, func() { order = append(order, "after") })
		if err := r.Run(context.Background()); err != nil {
			t.Fatalf("stopped by %v Run returns nil: got %v", s, err)
		}
		if r.ExitSignal() != os.Signal(s) {
			t.Fatalf("ExitSignal tells which: got %v, want %v", r.ExitSignal(), s)
		}
		if len(order) != 2 {
			t.Fatalf("the shutdown is an orderly one: got %v", order)
		}
	}
	r.CallWhenRunning(func() { r.Stop() })
	if err := r.Run(context.Background()); err != nil || r.ExitSignal() != nil {
		t.Fatalf("a Run that no signal ended says so: got %v, %v", err, r.ExitSignal())
	}
}

func TestASecondSignalCrashes(t *testing.T) {
	r := open(t, Config{})
	r.CallWhenRunning(func() { kill(t, syscall.SIGINT) })
	r.AddTrigger(core.Shutdown, core.Before, func() {
		r.HoldShutdown() // never released
		kill(t, syscall.SIGTERM)
	})
	after := false
	r.AddTrigger(core.Shutdown, core.After, func() { after = true })
	if err := r.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	if after {
		t.Error("a crash calls no more triggers")
	}
	if r.ExitSignal() != os.Signal(syscall.SIGINT) {
		t.Errorf("ExitSignal is the one that asked first: got %v", r.ExitSignal())
	}
}

func TestEverybodyThatRunsIsStopped(t *testing.T) {
	one, two := open(t, Config{}), open(t, Config{})
	up, ended := make(chan struct{}), make(chan error)
	go func() {
		two.CallWhenRunning(func() { close(up) })
		ended <- two.Run(context.Background())
	}()
	<-up
	one.CallWhenRunning(func() { kill(t, syscall.SIGTERM) })
	if err := errors.Join(one.Run(context.Background()), <-ended); err != nil {
		t.Fatal(err)
	}
	if one.ExitSignal() != os.Signal(syscall.SIGTERM) || two.ExitSignal() != os.Signal(syscall.SIGTERM) {
		t.Errorf("both know why: got %v and %v", one.ExitSignal(), two.ExitSignal())
	}
}

func TestSignalsThatAreNotTheReactors(t *testing.T) {
	others := make(chan os.Signal, 1)
	signal.Notify(others, syscall.SIGTERM)
	defer signal.Stop(others)

	deaf := open(t, Config{NoSignals: true})
	deaf.CallWhenRunning(func() {
		kill(t, syscall.SIGTERM)
		<-others
		deaf.CallLater(0, func() { deaf.Stop() })
	})
	if err := deaf.Run(context.Background()); err != nil || deaf.ExitSignal() != nil {
		t.Fatalf("NoSignals leaves signals alone: got %v, %v", err, deaf.ExitSignal())
	}

	signal.Ignore(syscall.SIGINT)
	defer hearInterrupts()
	r := open(t, Config{})
	r.CallWhenRunning(func() { kill(t, syscall.SIGINT); kill(t, syscall.SIGTERM) })
	if err := r.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	if r.ExitSignal() != os.Signal(syscall.SIGTERM) {
		t.Errorf("what the process ignores stays ignored: got %v", r.ExitSignal())
	}
}

func TestALateSignalDoesNotEndTheNextRun(t *testing.T) {
	r := open(t, Config{})
	r.CallWhenRunning(func() { r.Stop() })
	var late *watcher
	r.AddTrigger(core.Shutdown, core.Before, func() { late = r.watching })
	if err := r.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	r.Post(func() { late.tell(os.Interrupt, 1) })
	reached := false
	r.CallLater(time.Millisecond, func() { reached = true; r.Stop() })
	if err := r.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	if !reached || r.ExitSignal() != nil {
		t.Errorf("the signal was for the Run before: reached %v, %v", reached, r.ExitSignal())
	}
}

func TestRunInsideRun(t *testing.T) {
	r := open(t, Config{})
	r.CallWhenRunning(func() {
		if err := r.Run(context.Background()); !errors.Is(err, core.ErrAlreadyRunning) {
			t.Errorf("Run inside Run is core.ErrAlreadyRunning: got %v", err)
		}
		kill(t, syscall.SIGINT)
	})
	if err := r.Run(context.Background()); err != nil || r.ExitSignal() != os.Signal(syscall.SIGINT) {
		t.Errorf("and signals still reach the outer one: got %v, %v", err, r.ExitSignal())
	}
}

// What kills a process is tried on a child.
func TestTheSystemsRuleIsBack(t *testing.T) {
	switch os.Getenv("NATIVE_TEST_CHILD") {
	case "after":
		r := New()
		r.CallWhenRunning(func() { r.Stop() })
		r.Run(context.Background())
		kill(t, syscall.SIGTERM)
		<-time.After(childMax)
		os.Exit(3)
	case "hangs":
		r := New()
		r.CallWhenRunning(func() {
			// Two kinds, since a kind that is pending already is not sent twice.
			kill(t, syscall.SIGINT)
			kill(t, syscall.SIGTERM)
			<-r.watching.gone
			kill(t, syscall.SIGTERM)
			<-time.After(childMax)
			os.Exit(3)
		})
		r.Run(context.Background())
	}
	if len(Backends()) == 0 {
		t.Skip("no backend for this system")
	}
	for how, why := range map[string]string{
		"after": "after Run a signal ends the process",
		"hangs": "and so does a third one during a callback that never returns",
	} {
		c := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
		c.Env = append(os.Environ(), "NATIVE_TEST_CHILD="+how)
		var exit *exec.ExitError
		if err := c.Run(); !errors.As(err, &exit) {
			t.Fatalf("%s: got %v", why, err)
		}
		if status := exit.Sys().(syscall.WaitStatus); !status.Signaled() || status.Signal() != syscall.SIGTERM {
			t.Errorf("%s: got %v", why, exit)
		}
	}
}

// childMax is how long a child lives that should have been killed.
const childMax = 10 * time.Second
