package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// pty opens a terminal: screen reads what is written to tty.
func pty(t *testing.T) (screen, tty *os.File) {
	t.Helper()
	screen, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { screen.Close() })
	if err := unix.IoctlSetPointerInt(int(screen.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(int(screen.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	tty, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	return screen, tty
}

// simOnATerminal runs ravel sim with standard error on a terminal, and standard output apart.
func simOnATerminal(t *testing.T, env string, args ...string) (stdout, screen string) {
	t.Helper()
	master, tty := pty(t)
	cmd := exec.CommandContext(t.Context(), built, append([]string{"sim"}, args...)...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr, cmd.Env = &out, tty, append(os.Environ(), env)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	tty.Close()
	drawn, err := io.ReadAll(master)
	if err != nil && !errors.Is(err, syscall.EIO) { // which is how Linux says that the last writer is gone
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%v; the screen:\n%s", err, drawn)
	}
	return out.String(), string(drawn)
}

func TestOnATerminalABarIsDrawnAndClearedAtTheEnd(t *testing.T) {
	stdout, screen := simOnATerminal(t, "TERM=xterm", "echo", "--seeds", "50", "--json")
	if n := strings.Count(stdout, "\n"); n != 50 || strings.ContainsAny(stdout, "\r\x1b#") {
		t.Errorf("standard output has %d lines, want 50 records and nothing of the bar", n)
	}
	if !strings.Contains(screen, "\r[##############################] 50/50") {
		t.Errorf("the screen never showed a full bar: %q", screen)
	}
	if !strings.HasSuffix(screen, "\r\x1b[K") {
		t.Errorf("the bar stays: %q", screen)
	}
}

func TestADumbTerminalHasNoBar(t *testing.T) {
	if _, screen := simOnATerminal(t, "TERM=dumb", "echo", "--seeds", "2"); screen != "" {
		t.Errorf("the screen shows %q", screen)
	}
}
