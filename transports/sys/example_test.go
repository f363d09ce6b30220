//go:build darwin || freebsd || linux

package sys_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"ravel/transports/sys"
)

// A lock file beside a socket says whether the process that listens there lives.
func Example() {
	dir, err := os.MkdirTemp("", "lock")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "socket.lock")

	l, stale, err := sys.TakeLock(path)
	fmt.Println(stale, err, sys.Locked(path))
	_, _, err = sys.TakeLock(path)
	fmt.Println(errors.Is(err, syscall.EEXIST))
	l.Remove()
	l.Close()
	fmt.Println(sys.Locked(path))
	// Output:
	// false <nil> true
	// true
	// false
}
