//go:build linux

package posix_test

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

func TestUnlinkLeavesWhatIsNoSocket(t *testing.T) {
	r := newRig(t)
	path := filepath.Join(t.TempDir(), "file")
	r.must("a file", os.WriteFile(path, nil, 0o600))
	r.wantErr("it is no socket", r.p.Unlink(path), unix.ENOTSOCK)
	_, err := os.Lstat(path)
	r.must("it stays", err)
}
