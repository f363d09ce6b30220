package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// patience is how long a child may take before a test gives it up; none of them waits for it to pass.
const patience = 60 * time.Second

// built is the built command.
var built string

func TestMain(m *testing.M) {
	becomeHost() // does not return if this process is to be another
	os.Exit(builtAndRun(m))
}

func builtAndRun(m *testing.M) int {
	if slices.Contains(os.Args, "-test.fuzzworker") {
		return m.Run() // needs no command
	}
	if signal.Ignored(os.Interrupt) {
		// Tests in the background of a shell ignore it, and their children would too.
		signal.Notify(make(chan os.Signal, 1), os.Interrupt)
	}
	dir, err := os.MkdirTemp("", "ravel")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	built = filepath.Join(dir, "ravel.exe") // the suffix is what Windows wants, and nobody else minds
	if out, err := exec.Command("go", "build", "-o", built, ".").CombinedOutput(); err != nil {
		panic("building ravel: " + err.Error() + "\n" + string(out))
	}
	return m.Run()
}

// An outcome is what a command that has ended left.
type outcome struct {
	stdout, stderr string
	code           int
}

// ravel runs the command to its end.
func ravel(t *testing.T, args ...string) outcome {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, built, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if ctx.Err() != nil {
		t.Fatalf("ravel %q has not ended after %v", args, patience)
	}
	return outcome{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}
