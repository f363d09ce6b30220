package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
)

const (
	// daemonEnv marks the process that is to go to the background; its value is the descriptor over which
	// it tells the one that waits for it.
	daemonEnv = "RAVEL_DAEMON"
	// daemonFD is that descriptor: the first of exec.Cmd's ExtraFiles.
	daemonFD = 3
)

// An exitError is a failure that was reported already.
type exitError struct{ code int }

func (e *exitError) Error() string { return fmt.Sprintf("exit code %d", e.code) }

// daemonise runs the same command in a session of its own, and waits until that serves or has failed. A Go
// program cannot fork; it starts itself anew. Until it serves, the child shares this one's output: that is
// where its endpoints are announced, and its failures reported.
func (o *serveOptions) daemonise(args []string, stdout, stderr io.Writer) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	hear, tell, err := os.Pipe()
	if err != nil {
		return err
	}
	defer hear.Close()
	child := exec.Command(self, append([]string{"serve"}, args...)...)
	child.Env = append(os.Environ(), daemonEnv+"="+strconv.Itoa(daemonFD))
	child.ExtraFiles = []*os.File{tell}
	child.Stdout, child.Stderr = stdout, stderr
	child.SysProcAttr = detached()
	err = child.Start()
	tell.Close()
	if err != nil {
		return fmt.Errorf("--daemon: %w", err)
	}
	if n, _ := hear.Read(make([]byte, 1)); n == 1 {
		return child.Process.Release()
	}
	var exit *exec.ExitError
	switch err := child.Wait(); {
	case errors.As(err, &exit) && exit.ExitCode() > 0:
		return &exitError{exit.ExitCode()}
	case err != nil:
		return fmt.Errorf("--daemon: %w", err)
	}
	return errors.New("--daemon: it has ended before it served")
}

// A background is what a daemon does when it serves. A nil one is a process in the foreground.
type background struct{ tell, null *os.File }

// newBackground reads the environment, and takes what it has read out of it. It opens what enter needs at once:
// later that may be out of reach.
func newBackground() (*background, error) {
	fd, err := strconv.Atoi(os.Getenv(daemonEnv))
	os.Unsetenv(daemonEnv)
	if err != nil {
		return nil, nil
	}
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		return nil, fmt.Errorf("--daemon: %w", err)
	}
	closeOnExec(fd)
	return &background{os.NewFile(uintptr(fd), "daemon"), null}, nil
}

// enter lets go of the terminal, or whatever the standard descriptors are, and tells who waits. What the
// runtime says of a crash goes to the log file, also when that is another file later.
func (b *background) enter(log *logfile) error {
	if b == nil {
		return nil
	}
	err := b.redirect(nil)
	if log != nil {
		err = log.Follow(b.redirect)
	}
	_, told := b.tell.Write([]byte{1})
	return errors.Join(err, told, b.tell.Close())
}

func (b *background) redirect(log *os.File) error { return redirect(b.null, log) }
