package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"time"
)

const (
	// pidfileTries is how often a pid file is begun again because another process has removed it meanwhile.
	pidfileTries = 8
	// pidfileMax is how much of one is read; an id has at most 10 digits.
	pidfileMax = 32
	// pidfileSlack is by how much the clocks of files and processes may differ.
	pidfileSlack = 2 * time.Second
)

// A pidfile is a file that holds this process's id while it runs. It is locked for as long, so that two that
// start at once do not both believe that they have it.
type pidfile struct {
	path  string
	f     *os.File
	stale int // the id of the process that has left its file behind, or 0
}

// A liveError is a pid file whose process lives.
type liveError struct {
	path string
	pid  int // 0: it has not said yet
}

func (e *liveError) Error() string {
	if e.pid == 0 {
		return fmt.Sprintf("pid file %s: another process has it", e.path)
	}
	return fmt.Sprintf("pid file %s: process %d is running", e.path, e.pid)
}

// takePidfile makes the file. One whose process is gone is replaced, and so is an empty one; the error for
// one that lives is a *liveError, and a file that holds something else is left alone.
func takePidfile(path string) (*pidfile, error) {
	for range pidfileTries {
		p, err := tryPidfile(path)
		if p != nil || err != nil {
			return p, err
		}
	}
	return nil, fmt.Errorf("pid file %s: others take it as fast as it is freed", path)
}

// tryPidfile is nil, and no error, if the file was removed while it was taken.
func tryPidfile(path string) (*pidfile, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|noFollow, 0o644)
	if err != nil {
		return nil, fmt.Errorf("pid file %w", err)
	}
	p := &pidfile{path: path, f: f}
	switch taken, err := lock(f); {
	case err != nil:
		return nil, errors.Join(fmt.Errorf("pid file %s: locking it: %w", path, err), f.Close())
	case !taken:
		pid, _ := p.read() // what it says at this moment; it is another's all the same
		return nil, errors.Join(&liveError{path, pid}, f.Close())
	}
	if there, err := p.there(); !there || err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if p.stale, err = p.check(); err == nil {
		err = p.write()
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return p, nil
}

// check returns the id of the process that has left the file behind, or 0.
func (p *pidfile) check() (stale int, err error) {
	pid, err := p.read()
	if err != nil || pid == 0 {
		return 0, err
	}
	info, err := p.f.Stat()
	if err != nil {
		return 0, fmt.Errorf("pid file %w", err)
	}
	// An id can be given again, in a container even to the next of the same service: then it is our own. Nor
	// has a process written the file that began after that.
	if pid == os.Getpid() || !alive(pid) {
		return pid, nil
	}
	if at, ok := began(pid); ok && at.After(info.ModTime().Add(pidfileSlack)) {
		return pid, nil
	}
	return 0, &liveError{p.path, pid}
}

// read returns the id in the file, 0 if it is empty.
func (p *pidfile) read() (pid int, err error) {
	text := make([]byte, pidfileMax)
	n, err := p.f.ReadAt(text, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, fmt.Errorf("pid file %w", err)
	}
	if n == 0 {
		return 0, nil
	}
	pid, err = strconv.Atoi(string(bytes.TrimSpace(text[:n])))
	if err != nil || pid <= 0 {
		return 0, fmt.Errorf("pid file %s: %q is no process id", p.path, text[:n])
	}
	return pid, nil
}

func (p *pidfile) write() error {
	if err := p.f.Truncate(0); err != nil {
		return fmt.Errorf("pid file %w", err)
	}
	if _, err := p.f.WriteAt(fmt.Appendln(nil, os.Getpid()), 0); err != nil {
		return fmt.Errorf("pid file %w", err)
	}
	return nil
}

// there reports whether the path still leads to the file that is open. The error is that nobody lets this
// process see.
func (p *pidfile) there() (bool, error) {
	open, err := p.f.Stat()
	if err != nil {
		return false, err
	}
	now, err := os.Stat(p.path)
	if errors.Is(err, fs.ErrPermission) {
		return false, err
	}
	return err == nil && os.SameFile(open, now), nil
}

// remove removes the file, unless it is another's by now. One that may not be removed, an os.ErrPermission, is
// left empty.
func (p *pidfile) remove() error {
	defer p.f.Close()
	there, err := p.there()
	if there {
		if !removesOpen {
			p.f.Close()
		}
		err = os.Remove(p.path)
	}
	if errors.Is(err, fs.ErrPermission) {
		return errors.Join(err, p.f.Truncate(0))
	}
	return err
}
