package core_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"syscall"
	"testing"
	"time"

	"ravel/core"
	"ravel/fakes"
)

// processHost is a reactor with one executable.
func processHost(t *testing.T, program fakes.Program) *fakes.Reactor {
	t.Helper()
	r := fakes.NewReactor(fakes.Config{Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	r.Install("/bin/task", program)
	t.Cleanup(func() {
		r.CheckLeaks(t)
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

var task = core.ProcessSpec{Path: "/bin/task"}

func TestProcessOutputFindsItsInputClosed(t *testing.T) {
	r := processHost(t, func(p *fakes.Process) {
		p.Read(0, func([]byte) { t.Error("nothing was written") }, func() {
			fmt.Fprint(p.Out(1), "closed")
			p.Exit(7)
		})
	})
	d := core.ProcessOutput(r, task)
	r.Advance(0)
	if out, err, ok := d.Result(); !ok || err != nil || string(out) != "closed" {
		t.Errorf("the output comes whatever the exit code: got %q, %v, %v", out, err, ok)
	}
}

func TestProcessOutputIsBounded(t *testing.T) {
	r := processHost(t, func(p *fakes.Process) {
		p.OnSignal(func(syscall.Signal) bool { return false })
		p.Write(1, make([]byte, core.ProcessOutputMax))
		p.CallLater(1, func() { p.Write(1, []byte("x")) })
	})
	d := core.ProcessOutputAndStatus(r, task, nil)
	r.Advance(2)
	_, err, ok := d.Result()
	if !ok || !errors.Is(err, core.ErrOutputTooLong) {
		t.Fatalf("one byte too many is a failure: got %v, %v", err, ok)
	}
	var failure *core.ProcessFailure
	if !errors.As(err, &failure) || len(failure.Result.Out) != core.ProcessOutputMax {
		t.Errorf("which has what was kept")
	}
	d.AddErrback(func(error) (core.ProcessResult, error) { return core.ProcessResult{}, nil })
}

func TestProcessStatusDropsOutput(t *testing.T) {
	r := processHost(t, func(p *fakes.Process) {
		p.Write(1, bytes.Repeat([]byte("x"), 1<<20))
		p.Write(2, []byte("y"))
		p.Exit(9)
	})
	d := core.ProcessStatus(r, task)
	r.Advance(0)
	if code, err, ok := d.Result(); !ok || err != nil || code != 9 {
		t.Errorf("got %d, %v, %v", code, err, ok)
	}
}

func TestCancelledOutputWithADescendantThatHoldsThePipes(t *testing.T) {
	r := processHost(t, func(p *fakes.Process) {
		p.Fork(func(p *fakes.Process) { p.CallLater(time.Hour, func() { p.Exit(0) }) })
		p.Exit(0)
	})
	d := core.ProcessOutput(r, task)
	r.Advance(0)
	d.Cancel()
	if _, err, ok := d.Result(); !ok || !errors.Is(err, core.ErrCancelled) {
		t.Errorf("got %v, %v", err, ok)
	}
	r.Advance(time.Hour)
	d.AddErrback(func(error) ([]byte, error) { return nil, nil })
}

func TestProcessFailureShowsTheErrors(t *testing.T) {
	err := &core.ProcessFailure{Result: core.ProcessResult{Err: []byte("no such thing\n")}, Reason: core.ErrUnexpectedStderr}
	if got, want := err.Error(), core.ErrUnexpectedStderr.Error()+`: "no such thing\n"`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
