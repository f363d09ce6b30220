package reactortest

import (
	"errors"
	"fmt"
	"slices"

	"ravel/core"
	"ravel/core/contract"
)

// The shell scripts that the suite runs with /bin/sh. A reactor on a simulated host has a /bin/sh that does
// what these do, and no more: see [ShellScripts].
const (
	ShellHello     = `echo out; echo err >&2`
	ShellExit      = `exit 3`
	ShellCat       = `exec cat`
	ShellSwallow   = `cat >/dev/null; exit 4`
	ShellHeir      = `cat <&3 & exit 0`
	ShellClosed    = `exec 0<&- 1>&- 2>&-; read x <&3; exit 5`
	ShellEnv       = `echo "$PRC:$HOME"`
	ShellArgs      = `printf '%s|' "$0" "$@"`
	ShellDir       = `pwd`
	ShellFive      = `cat; cat <&3 >&4; echo done >&2`
	ShellSay       = `echo said`
	ShellTerminal  = `test -t 0 && test -t 1 && echo TTY; echo e >&2`
	ShellUnread    = `exit 0`
	ShellKilled    = `kill -KILL $$`
	ShellStderrOut = `echo o; echo e >&2; exit 2`
)

// ShellScripts are all of them.
func ShellScripts() []string {
	return []string{ShellHello, ShellExit, ShellCat, ShellSwallow, ShellHeir, ShellClosed, ShellEnv, ShellArgs,
		ShellDir, ShellFive, ShellSay, ShellTerminal, ShellUnread, ShellKilled, ShellStderrOut}
}

// Sh is the spec of a script, with arguments behind its name.
func Sh(script string, args ...string) core.ProcessSpec {
	return core.ProcessSpec{Path: "/bin/sh", Args: append([]string{"sh", "-c", script}, args...)}
}

// A Child writes down what happens to a process: made, exited …, ended …. What it writes and which of its
// descriptors are lost comes in no order that the contract knows, and is kept apart.
type Child struct {
	*Log
	Name string
	T    core.ProcessTransport
	// Got is what was received, by descriptor, and Lost are the descriptors that were lost, sorted.
	Got  map[int]string
	Lost []int
	// Reason is what ProcessExited was told.
	Reason error

	OnMade func()
	OnData func(fd int, p []byte)
	OnExit func()

	script          *Script
	exited, hasDone bool
}

// Child makes the protocol of one process.
func (s *Script) Child(name string) *Child {
	return &Child{Log: &Log{}, Name: name, Got: map[int]string{}, script: s}
}

// Spawn starts what spec says with c as its protocol.
func (s *Script) Spawn(c *Child, spec core.ProcessSpec) {
	s.Helper()
	t, err := s.R.(core.Processes).Spawn(c.Protocol(), spec)
	if err != nil {
		s.Fatalf("Spawn of %q: %v", spec.Args, err)
	}
	s.Want("ConnectionMade is called before Spawn returns, with what it returns",
		c.T != nil && c.T.(interface{ Unwrap() core.ProcessTransport }).Unwrap() == t)
}

// Protocol is c as the reactor sees it, with the monitor around it.
func (c *Child) Protocol() core.ProcessProtocol { return contract.WatchProcess(c, c.script.violated) }

// Ended is true once ProcessEnded was called.
func (c *Child) Ended() bool { return c.hasDone }

// ConnectionMade is documented at core.ProcessProtocol.
func (c *Child) ConnectionMade(t core.ProcessTransport) {
	c.T = t
	c.Note("made")
	call(c.OnMade)
}

// ChildDataReceived is documented at core.ProcessProtocol.
func (c *Child) ChildDataReceived(fd int, p []byte) {
	c.Got[fd] += string(p)
	if c.OnData != nil {
		c.OnData(fd, p)
	}
}

// ChildConnectionLost is documented at core.ProcessProtocol.
func (c *Child) ChildConnectionLost(fd int) {
	c.Lost = append(c.Lost, fd)
	slices.Sort(c.Lost)
}

// ProcessExited is documented at core.ProcessProtocol.
func (c *Child) ProcessExited(reason error) {
	c.exited, c.Reason = true, reason
	c.Note("exited %s", exitReason(reason))
	call(c.OnExit)
}

// ProcessEnded is documented at core.ProcessProtocol.
func (c *Child) ProcessEnded(reason error) {
	c.hasDone = true
	c.Note("ended %s", exitReason(reason))
}

// exitReason is a short name of how a process ended.
func exitReason(err error) string {
	var exit *core.ProcessExitError
	var signal *core.ProcessSignalError
	switch {
	case errors.Is(err, core.ErrProcessDone):
		return "done"
	case errors.As(err, &exit):
		return fmt.Sprint(exit.Code)
	case errors.As(err, &signal):
		return core.SignalName(signal.Signal)
	}
	return err.Error()
}

// wantEnd makes turns until the process has ended, which must be the way that is named.
func (c *Child) wantEnd(why, how string) {
	s := c.script
	s.Helper()
	s.turnUntil(c.Ended)
	s.Settle()
	s.WantLog(why, c.Log, "made", "exited "+how, "ended "+how)
}

// wantLost fails unless exactly these descriptors were lost.
func (c *Child) wantLost(why string, fds ...int) {
	c.script.Helper()
	if !slices.Equal(c.Lost, fds) {
		c.script.Fail("%s:\n lost %v\nwant %v", why, c.Lost, fds)
	}
}
