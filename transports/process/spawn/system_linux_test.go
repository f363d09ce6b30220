package spawn_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"ravel/core"
	"ravel/transports/native"
)

// limit is how long a run may take.
const limit = 20 * time.Second

func open(t *testing.T) *native.Reactor {
	t.Helper()
	r, err := native.Open(native.Config{NoSignals: true, Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

// run runs r until it is stopped.
func run(t *testing.T, r *native.Reactor, f func()) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	r.CallWhenRunning(f)
	if err := r.Run(ctx); err != nil {
		t.Fatal(err)
	}
}

func sh(script string) core.ProcessSpec {
	return core.ProcessSpec{Path: "sh", Args: []string{"sh", "-c", script}}
}

// output runs s and returns what it wrote.
func output(t *testing.T, s core.ProcessSpec) string {
	t.Helper()
	r := open(t)
	var result core.ProcessResult
	run(t, r, func() {
		core.ProcessOutputAndStatus(r, s, nil).AddBoth(func(v core.ProcessResult, err error) (core.ProcessResult, error) {
			if err != nil || len(v.Err) > 0 || v.Code != 0 {
				t.Errorf("%q: %v, code %d, said %q", s.Args, err, v.Code, v.Err)
			}
			result = v
			r.Stop()
			return v, nil
		})
	})
	return string(result.Out)
}

func TestChildHasNoOtherDescriptor(t *testing.T) {
	var p [2]int
	if err := syscall.Pipe(p[:]); err != nil { // without close-on-exec, as a careless library has it
		t.Fatal(err)
	}
	defer syscall.Close(p[0])
	defer syscall.Close(p[1])
	out := output(t, sh("cd /proc/self/fd; echo *"))
	// 3 is the shell's own, for the directory that it lists.
	if out != "0 1 2 3\n" && out != "0 1 2\n" {
		t.Errorf("0, 1 and 2 alone are inherited: got %q", out)
	}
}

func TestChildsSignalsAreAsAProgramExpectsThem(t *testing.T) {
	out := output(t, sh("grep -E '^Sig(Blk|Ign)' /proc/self/status"))
	for line := range strings.Lines(out) {
		f := strings.Fields(line)
		if len(f) != 2 || strings.Trim(f[1], "0") != "" {
			t.Errorf("nothing is blocked or ignored: got %q", out)
		}
	}
}

func TestEnvironmentIsInheritedWithoutOne(t *testing.T) {
	t.Setenv("SPAWN_TEST", "inherited")
	if out := output(t, sh("echo $SPAWN_TEST")); out != "inherited\n" {
		t.Errorf("got %q", out)
	}
}

func TestUserAndGroup(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root may choose")
	}
	s := sh("id -u; id -g; id -G")
	s.Path = "/bin/sh"
	s.User = &core.ProcessUser{UID: 12345, GID: 23456, Groups: []uint32{34567}}
	if out := output(t, s); out != "12345\n23456\n23456 34567\n" {
		t.Errorf("got %q", out)
	}
}

func TestWhatCannotBeStarted(t *testing.T) {
	r := open(t)
	plain := t.TempDir() + "/plain"
	if err := os.WriteFile(plain, []byte("no program"), 0o644); err != nil {
		t.Fatal(err)
	}
	before := descriptors(t)
	for why, at := range map[string]struct {
		s    core.ProcessSpec
		want error
	}{
		"no file":         {core.ProcessSpec{Path: "/nonexistent"}, fs.ErrNotExist},
		"nowhere in PATH": {core.ProcessSpec{Path: "nonexistent-program"}, fs.ErrNotExist},
		"not executable":  {core.ProcessSpec{Path: plain}, fs.ErrPermission},
		"a directory":     {core.ProcessSpec{Path: "/"}, fs.ErrPermission},
		"no directory":    {core.ProcessSpec{Path: "/bin/sh", Dir: "/nonexistent"}, fs.ErrNotExist},
		"no descriptor": {core.ProcessSpec{Path: "/bin/sh", FDs: map[int]core.ChildFD{0: core.ParentReads, 5: core.Inherits(99999)}},
			syscall.EBADF},
	} {
		t.Run(why, func(t *testing.T) {
			_, err := r.Spawn(&core.ProcessBase{}, at.s)
			var spawn *core.SpawnError
			if !errors.Is(err, at.want) || !errors.As(err, &spawn) || spawn.Path != at.s.Path {
				t.Errorf("got %v, want a SpawnError that is %v", err, at.want)
			}
		})
	}
	if after := descriptors(t); after != before {
		t.Errorf("nothing stays open: %d descriptors, %d before", after, before)
	}
}

func descriptors(t *testing.T) int {
	t.Helper()
	d, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(d)
}

// A sleeper is a process that outlives its reactor's run.
type sleeper struct {
	core.ProcessBase
	exited func(reason error)
}

func (s *sleeper) ProcessExited(reason error) { s.exited(reason) }

func TestProcessThatOutlivesTheRun(t *testing.T) {
	r := open(t)
	before := descriptors(t)
	var reason error
	s := &sleeper{exited: func(err error) { reason = err; r.Stop() }}
	spec := sh("exec sleep 60")
	spec.FDs = map[int]core.ChildFD{}
	run(t, r, func() {
		if _, err := r.Spawn(s, spec); err != nil {
			t.Error(err)
		}
		r.Stop()
	})
	if reason != nil {
		t.Fatalf("the shutdown kills nobody: %v", reason)
	}
	if after := descriptors(t); after > before+1 { // the pidfd of the goroutine that waits
		t.Errorf("its descriptors were closed: %d descriptors, %d before", after, before)
	}
	run(t, r, func() {
		if err := s.Transport.SignalProcess("TERM"); err != nil {
			t.Error(err)
		}
	})
	var signal *core.ProcessSignalError
	if !errors.As(reason, &signal) || signal.Signal != syscall.SIGTERM {
		t.Errorf("the next run is told: got %v", reason)
	}
	if err := s.Transport.SignalProcess("TERM"); !errors.Is(err, core.ErrProcessExited) {
		t.Errorf("and nobody is left to signal: got %v", err)
	}
}

func TestSomebodyElseReapsTheProcess(t *testing.T) {
	r := open(t)
	var reason error
	s := &sleeper{exited: func(err error) { reason = err; r.Stop() }}
	run(t, r, func() {
		child, err := r.Spawn(s, sh("exit 3"))
		if err != nil {
			t.Error(err)
			return
		}
		var status syscall.WaitStatus
		if _, err := syscall.Wait4(child.PID(), &status, 0, nil); err != nil {
			t.Error(err)
		}
	})
	if !errors.Is(reason, core.ErrProcessTerminated) || !errors.Is(reason, syscall.ECHILD) {
		t.Errorf("its end is told, and that nobody knows how: got %v", reason)
	}
}

func TestManyProcessesAtOnce(t *testing.T) {
	const many = 50
	r := open(t)
	before := descriptors(t)
	codes := make([]int, many)
	left := many
	run(t, r, func() {
		for i := range many {
			core.ProcessStatus(r, sh(fmt.Sprintf("exit %d", i))).AddBoth(func(code int, err error) (int, error) {
				if err != nil {
					t.Error(err)
				}
				codes[i] = code
				if left--; left == 0 {
					r.Stop()
				}
				return code, nil
			})
		}
	})
	for i, code := range codes {
		if code != i {
			t.Errorf("each has its own exit code: number %d has %d", i, code)
		}
	}
	if after := descriptors(t); after != before {
		t.Errorf("nothing stays open: %d descriptors, %d before", after, before)
	}
}
