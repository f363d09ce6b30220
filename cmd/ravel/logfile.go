package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
)

// A logfile is a file that is renamed when it has become too long: path becomes path.1, path.1 path.2, and
// the oldest goes. Several goroutines may write; what one Write brings stays together.
type logfile struct {
	path string
	max  int64 // 0: it grows for ever
	keep int   // how many old ones

	// trouble, if not nil, is a line to append about a failure that nobody else would hear of.
	trouble func(err error) []byte

	mu     sync.Mutex
	f      *os.File
	size   int64
	follow func(f *os.File) error // nil: nobody else writes to the file
}

// openLogfile appends to path.
func openLogfile(path string, max int64, keep int) (*logfile, error) {
	l := &logfile{path: path, max: max, keep: keep}
	f, size, err := l.open()
	if err != nil {
		return nil, fmt.Errorf("log file: %w", err)
	}
	l.f, l.size = f, size
	return l, nil
}

func (l *logfile) open() (*os.File, int64, error) {
	f, err := os.OpenFile(l.path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o640)
	if err != nil {
		return nil, 0, err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, 0, err
	}
	return f, info.Size(), nil
}

// Write appends p. A rotation that fails loses nothing: the file says so, and grows on.
func (l *logfile) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.max > 0 && l.size > 0 && l.size+int64(len(p)) > l.max {
		if err := l.rotate(); err != nil {
			l.size = 0 // it is tried again after as much, not with every line
			if l.trouble != nil {
				l.f.Write(l.trouble(err))
			}
		}
	}
	n, err := l.f.Write(p)
	l.size += int64(n)
	return n, err
}

// Reopen opens path anew: somebody else has renamed the file.
func (l *logfile) Reopen() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.reopen()
}

// Rotate renames the file now, whatever its length.
func (l *logfile) Rotate() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.rotate()
}

// Follow has f called with the file that is written, now and whenever it is another one.
func (l *logfile) Follow(f func(f *os.File) error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.follow = f
	return f(l.f)
}

// Own gives the file to a user, who has to be able to open it again.
func (l *logfile) Own(uid, gid int) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.f.Chown(uid, gid)
}

func (l *logfile) reopen() error {
	f, size, err := l.open()
	if err != nil {
		return err
	}
	old := l.f
	l.f, l.size = f, size
	if l.follow != nil {
		err = l.follow(f)
	}
	return errors.Join(err, old.Close())
}

func (l *logfile) rotate() error {
	for n := l.keep; n > 0; n-- {
		older := l.path
		if n > 1 {
			older = l.old(n - 1)
		}
		if err := os.Rename(older, l.old(n)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if l.keep == 0 {
		if err := os.Truncate(l.path, 0); err != nil {
			return err
		}
	}
	return l.reopen()
}

func (l *logfile) old(n int) string { return fmt.Sprintf("%s.%d", l.path, n) }

// Close closes the file.
func (l *logfile) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.f.Close()
}
