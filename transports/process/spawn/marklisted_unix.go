//go:build unix

package spawn

import (
	"os"
	"strconv"
	"syscall"
)

// markListed marks the descriptors that dir lists, but for the standard ones.
func markListed(dir string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return // nothing but what was opened without the mark would be inherited
	}
	for _, e := range entries {
		if fd, err := strconv.Atoi(e.Name()); err == nil && fd > 2 {
			syscall.CloseOnExec(fd)
		}
	}
}
