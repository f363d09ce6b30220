package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func writePid(t *testing.T, text string) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "pid")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// gone is the id of a process that has ended.
func gone(t *testing.T) int {
	t.Helper()
	c := exec.Command(built, "--help")
	if err := c.Run(); err != nil {
		t.Fatal(err)
	}
	return c.ProcessState.Pid()
}

func TestAPidFileHoldsTheIdWhileTheProcessRuns(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pid")
	p, err := takePidfile(path)
	if err != nil {
		t.Fatal(err)
	}
	if text, _ := os.ReadFile(path); string(text) != fmt.Sprintln(os.Getpid()) {
		t.Errorf("the file holds %q, want this process's id", text)
	}
	if err := p.remove(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("the file is left: %v", err)
	}
}

func TestAStalePidFileIsReplaced(t *testing.T) {
	was := gone(t)
	p, err := takePidfile(writePid(t, fmt.Sprintln(was)))
	if err != nil || p.stale != was {
		t.Fatalf("%+v, %v; want it taken over from %d", p, err, was)
	}
}

func TestAPidFileThatLivesIsRefused(t *testing.T) {
	path := writePid(t, fmt.Sprint(os.Getppid()))
	_, err := takePidfile(path)
	var live *liveError
	if !errors.As(err, &live) || live.pid != os.Getppid() {
		t.Errorf("%v, want process %d refused", err, os.Getppid())
	}
	if text, _ := os.ReadFile(path); string(text) != fmt.Sprint(os.Getppid()) {
		t.Errorf("the file holds %q now: it was touched", text)
	}
}

func TestAFileThatIsNoPidFileIsLeftAlone(t *testing.T) {
	for _, text := range []string{" ", "hello", "-1", "0", strings.Repeat("7", 100)} {
		path := writePid(t, text)
		if _, err := takePidfile(path); err == nil || !strings.Contains(err.Error(), "is no process id") {
			t.Errorf("a file that holds %q: %v, want it refused", text, err)
		}
		if left, _ := os.ReadFile(path); string(left) != text {
			t.Errorf("a file that held %q holds %q", text, left)
		}
	}
	if _, err := takePidfile(t.TempDir()); err == nil {
		t.Error("a directory was taken for a pid file")
	}
}

func TestAnEmptyPidFileIsNobodys(t *testing.T) {
	path := writePid(t, "")
	p, err := takePidfile(path)
	if err != nil || p.stale != 0 {
		t.Fatalf("%+v, %v; want it taken", p, err)
	}
	defer p.remove()
	if text, _ := os.ReadFile(path); string(text) != fmt.Sprintln(os.Getpid()) {
		t.Errorf("the file holds %q, want this process's id", text)
	}
}

func TestAnothersPidFileIsNotRemoved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pid")
	p, err := takePidfile(path)
	if err != nil {
		t.Fatal(err)
	}
	// An administrator removes the file, and another server makes its own.
	if err := os.Rename(path, path+".old"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("12345\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := p.remove(); err != nil {
		t.Error(err)
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != "12345\n" {
		t.Errorf("it holds %q, %v: want it left alone", text, err)
	}
}
