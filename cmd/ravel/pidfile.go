package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
)

const (
	// pidfileTries is how often a pid file is begun again because another process was as quick.
	pidfileTries = 8
	// pidfileMax is how much of one is read; an id has at most 10 digits.
	pidfileMax = 32
)

// A pidfile is a file that holds this process's id while it runs.
type pidfile struct {
	path  string
	stale int // the id of the process that has left its file behind, or 0
}

// A liveError is a pid file whose process lives.
type liveError struct {
	path string
	pid  int
}

func (e *liveError) Error() string {
	return fmt.Sprintf("pid file %s: process %d is running", e.path, e.pid)
}

// takePidfile makes the file. One whose process is gone is replaced; the error for one that lives is a
// *liveError, and a file that holds no process id is left alone.
func takePidfile(path string) (*pidfile, error) {
	p := &pidfile{path: path}
	for range pidfileTries {
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if err == nil {
			_, err = fmt.Fprintln(f, os.Getpid())
			return p, errors.Join(err, f.Close())
		}
		if !errors.Is(err, fs.ErrExist) {
			return nil, fmt.Errorf("pid file %w", err)
		}
		if p.stale, err = checkPidfile(path); err != nil {
			return nil, err
		}
		if err = os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("stale pid file %w", err)
		}
	}
	return nil, fmt.Errorf("pid file %s: others take it as fast as it is freed", path)
}

// checkPidfile returns the id in a file whose process is gone, or 0 if there is no file.
func checkPidfile(path string) (stale int, err error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("pid file %w", err)
	}
	defer f.Close()
	text := make([]byte, pidfileMax)
	n, _ := f.Read(text)
	pid, err := strconv.Atoi(string(bytes.TrimSpace(text[:n])))
	if err != nil || pid <= 0 {
		return 0, fmt.Errorf("pid file %s: %q is no process id", path, text[:n])
	}
	// An id can be given again, in a container even to the next of the same service: then it is our own.
	if pid != os.Getpid() && alive(pid) {
		return 0, &liveError{path, pid}
	}
	return pid, nil
}

// remove removes the file, unless it is another's by now.
func (p *pidfile) remove() error {
	text, err := os.ReadFile(p.path)
	if err != nil || string(bytes.TrimSpace(text)) != strconv.Itoa(os.Getpid()) {
		return err
	}
	return os.Remove(p.path)
}
