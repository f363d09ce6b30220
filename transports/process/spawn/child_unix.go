//go:build unix

package spawn

import (
	"os"
	"syscall"

	"ravel/core/port"
	"ravel/transports/process"
)

// A child is a process that was started.
type child struct {
	s      *System
	pid    int
	pidfd  int // -1 without one
	watch  port.Watched
	exited func(process.Status)
	waiter *os.Process // waits on a goroutine
}

// PID is documented at process.Process.
func (k *child) PID() int { return k.pid }

// Signal is documented at process.Process.
func (k *child) Signal(sig syscall.Signal) error {
	if k.waiter == nil {
		return syscall.Kill(k.pid, sig) // nobody has reaped it, so the number is still its own
	}
	err := k.waiter.Signal(sig)
	if err == os.ErrProcessDone {
		return syscall.ESRCH
	}
	return err
}

// await has the exit noticed.
func (k *child) await() {
	w, ok := k.s.loop.Port().(port.Watcher)
	if k.pidfd < 0 || !ok {
		k.hand()
		return
	}
	watch, err := w.Watch(k.pidfd)
	if err != nil {
		k.hand()
		return
	}
	k.watch = watch
	watch.Attach(k)
	watch.Want(port.Read)
}

// Ready is the loop's: the process is gone.
func (k *child) Ready(port.Interest) {
	s, again := reap(k.pid)
	if again {
		return
	}
	k.unwatch()
	k.tell(s)
}

// unwatch closes the pidfd.
func (k *child) unwatch() {
	if k.watch != nil {
		k.watch.Close(false)
		k.watch = nil
	}
	if k.pidfd >= 0 {
		syscall.Close(k.pidfd)
		k.pidfd = -1
	}
}

// hand has a goroutine wait for the process.
func (k *child) hand() {
	k.unwatch()
	p, err := os.FindProcess(k.pid)
	if err != nil {
		k.s.loop.Failed("waiting for a process", err)
		return
	}
	k.waiter = p
	go func() {
		state, err := p.Wait()
		s := process.Status{Err: err}
		if err == nil {
			s = statusOf(state.Sys().(syscall.WaitStatus))
		}
		k.s.loop.Post(func() { k.tell(s) })
	}()
}

// abandon has the process reaped though the loop ends.
func (k *child) abandon() {
	if k.waiter == nil {
		k.hand()
	}
}

func (k *child) tell(s process.Status) {
	delete(k.s.live, k)
	k.exited(s)
}

// reap takes the status of a process that is gone. again says that it is not.
func reap(pid int) (s process.Status, again bool) {
	var status syscall.WaitStatus
	n, err := ignoringEINTR(func() (int, error) { return syscall.Wait4(pid, &status, syscall.WNOHANG, nil) })
	switch {
	case err != nil: // ECHILD: somebody else has reaped it, or the program ignores SIGCHLD
		return process.Status{Err: err}, false
	case n == 0:
		return process.Status{}, true
	}
	return statusOf(status), false
}

func statusOf(w syscall.WaitStatus) process.Status {
	if w.Signaled() {
		return process.Status{Signal: w.Signal(), Dumped: w.CoreDump()}
	}
	return process.Status{Code: w.ExitStatus()}
}
