package process

import (
	"fmt"
	"syscall"

	"ravel/core"
	"ravel/core/port"
	"ravel/transports/pipe"
	"ravel/transports/stream"
)

// A Loop drives a Machine.
type Loop interface {
	core.Clock
	port.Loop
}

// A System is where processes are started. Its methods belong to the loop's goroutine.
type System interface {
	// Start starts c. exited is called once, by the loop and never from inside Start, when the process is
	// gone. The descriptors stay the caller's.
	Start(c Command, exited func(Status)) (Process, error)
	// Pipe makes a pipe that children do not inherit. The end that the parent reads or writes does not block.
	Pipe(parentReads bool) (ours, childs int, err error)
	// Terminal makes a pseudo-terminal: ours is the master, which does not block.
	Terminal() (ours, childs int, err error)
	pipe.System
	// Abandon says that the loop shuts down, or is closed, or both one after the other. A process that has not
	// exited yet must leave nothing open or unreaped; its exited may still be called in a later run.
	Abandon()
}

// A Command is a process to start: a core.ProcessSpec with its descriptors made.
type Command struct {
	// Path and the four after it are as in the core.ProcessSpec; Args are never empty.
	Path string
	Args []string
	Env  []string
	Dir  string
	User *core.ProcessUser
	// FDs[i] is the descriptor of ours that becomes the child's i, or -1 for none. They are borrowed.
	FDs []int
	// Terminal makes descriptor 0 the controlling terminal of a new session.
	Terminal bool
}

// A Process is one that a System has started.
type Process interface {
	PID() int
	// Signal is not called after exited was.
	Signal(s syscall.Signal) error
}

// A Status is how a process ended: by itself, by a signal, or, with an Err, nobody knows how.
type Status struct {
	Code   int
	Signal syscall.Signal // 0 if by itself
	Dumped bool
	Err    error
}

// reason is s as the protocol is told it.
func (s Status) reason() error {
	switch {
	case s.Err != nil:
		return fmt.Errorf("%w: %w", core.ErrProcessTerminated, s.Err)
	case s.Signal != 0:
		return &core.ProcessSignalError{Signal: s.Signal, CoreDumped: s.Dumped}
	case s.Code != 0:
		return &core.ProcessExitError{Code: s.Code}
	}
	return core.ErrProcessDone
}

// A Machine is a reactor's core.Processes. It belongs to its loop's goroutine.
type Machine struct {
	loop    Loop
	streams *stream.Machine
	sys     System
	pipes   *pipe.Set
}

var _ core.Processes = (*Machine)(nil)

// New makes a machine on l, whose pipes are connections of streams. A nil sys is a system where Spawn is
// core.ErrUnsupported.
func New(l Loop, streams *stream.Machine, sys System) *Machine {
	if sys != nil {
		l.OnDisconnect(sys.Abandon)
		l.OnClose(sys.Abandon)
	}
	return &Machine{loop: l, streams: streams, sys: sys, pipes: pipe.New(sys)}
}
