//go:build darwin || freebsd || linux

package sys

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

func TestUnlinkLeavesWhatIsNoSocket(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Unlink(path); !errors.Is(err, unix.ENOTSOCK) {
		t.Errorf("it is no socket: %v", err)
	}
	if _, err := os.Lstat(path); err != nil {
		t.Errorf("it stays: %v", err)
	}
	if err := Unlink(path + "s"); !errors.Is(err, unix.ENOENT) {
		t.Errorf("nothing is there: %v", err)
	}
}
