package main

import (
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestWithoutALogFileAHangupStopsTheForeground(t *testing.T) {
	if signal.Ignored(syscall.SIGHUP) {
		t.Skip("these tests were told to ignore it, and so are their children")
	}
	c, _ := serve(t, "echo")
	c.signal(syscall.SIGHUP)
	if code, _, log := c.end(); code != exitOK || !strings.Contains(log, "the terminal is gone") {
		t.Errorf("exit code %d, want an end in order; log:\n%s", code, log)
	}
}

func TestWhoOutlivesTheTerminalIsNotStoppedByIt(t *testing.T) {
	path, err := exec.LookPath("nohup")
	if err != nil {
		t.Skip(err)
	}
	log := filepath.Join(t.TempDir(), "out")
	out, err := os.Create(log)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	cmd := exec.CommandContext(t.Context(), path, built, "serve", "echo", "--listen", "tcp:127.0.0.1:0")
	cmd.Stderr = out
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if n, err := stdout.Read(make([]byte, 1)); n != 1 {
		t.Fatal(err)
	}
	for _, s := range []os.Signal{syscall.SIGHUP, syscall.SIGTERM} {
		if err := cmd.Process.Signal(s); err != nil {
			t.Fatal(err)
		}
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v, want it to have ended in order", err)
	}
	if text, _ := os.ReadFile(log); !strings.Contains(string(text), "signal=terminated") {
		t.Errorf("the log has %q, want that SIGTERM stopped it", text)
	}
}

func TestTheLogFileIsRenamedOnSIGUSR1(t *testing.T) {
	log := filepath.Join(t.TempDir(), "log")
	c, at := serve(t, "echo", "--logfile", log, "--verbose")
	k := dial(t, at[0])
	k.says("x")
	k.hears("x")
	c.signal(syscall.SIGUSR1)
	c.signal(syscall.SIGHUP) // one after the other: this one is not dropped
	c.interrupt()
	k.Close()
	if code, _, _ := c.end(); code != exitOK {
		t.Errorf("exit code %d", code)
	}
	if text, err := os.ReadFile(log + ".1"); !strings.Contains(string(text), "msg=connected") {
		t.Errorf("the old file has %q, %v; want what was before", text, err)
	}
	if text, err := os.ReadFile(log); err != nil || strings.Contains(string(text), "msg=connected") {
		t.Errorf("the new file has %q, %v; want what came after", text, err)
	}
}

func TestWithoutALogFileSIGUSR1EndsNothing(t *testing.T) {
	c, _ := serve(t, "echo")
	c.signal(syscall.SIGUSR1)
	c.logs("there is no log file to rename")
	c.interrupt()
	if code, _, log := c.end(); code != exitOK {
		t.Errorf("exit code %d; log:\n%s", code, log)
	}
}
