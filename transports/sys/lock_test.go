//go:build darwin || freebsd || linux

package sys

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

func TestALockIsHeldOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	if Locked(path) {
		t.Error("no file is no lock")
	}
	l, stale, err := TakeLock(path)
	if err != nil || stale || !Locked(path) {
		t.Fatalf("a new one is held: stale %v, %v", stale, err)
	}
	if _, _, err := TakeLock(path); !errors.Is(err, unix.EEXIST) {
		t.Errorf("also against this process: %v", err)
	}
	if err := l.Remove(); err != nil {
		t.Error(err)
	}
	l.Close()
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) || Locked(path) {
		t.Errorf("nothing is left: %v", err)
	}
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 0 {
		t.Errorf("neither are drafts: %v", entries)
	}
}

func TestALockOfNobodyIsTakenOver(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	first, _, err := TakeLock(path)
	if err != nil {
		t.Fatal(err)
	}
	first.Close() // as a process that ends does
	second, stale, err := TakeLock(path)
	if err != nil || !stale {
		t.Fatalf("stale %v, %v", stale, err)
	}
	second.Close()
}
