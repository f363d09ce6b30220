package reactortest

import (
	"os"
	"strings"
)

// Open lists the sockets, pipes, terminals, epoll instances and pidfds that this process has open, and files with a
// lock's name, each as the descriptor and what it leads to. It is a Bench's Open on a real system. What is left out
// comes and goes by itself.
func Open() (list []string) {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return nil
	}
	for _, e := range entries {
		to, err := os.Readlink("/proc/self/fd/" + e.Name())
		if err == nil && owned(to) {
			list = append(list, e.Name()+" -> "+to)
		}
	}
	return list
}

func owned(to string) bool {
	for _, kind := range []string{"socket:", "pipe:", "/dev/pts/", "/dev/ptmx", "anon_inode:[eventpoll]", "anon_inode:[eventfd]", pidfd} {
		if strings.HasPrefix(to, kind) {
			return true
		}
	}
	return strings.HasSuffix(to, ".lock")
}
