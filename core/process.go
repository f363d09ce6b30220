package core

import (
	"errors"
	"fmt"
	"syscall"
)

// Processes starts processes (Twisted: IReactorProcess).
type Processes interface {
	// Spawn starts s and tells p of it. If it cannot be started the error is a [SpawnError] and p is told
	// nothing. ConnectionMade is called before Spawn returns, everything else later.
	//
	// A reactor that shuts down closes its ends of the pipes and ends nobody's life: who wants the process
	// gone kills it in a shutdown trigger. A process that outlives the run is told of in the next one, if
	// there is a next one.
	Spawn(p ProcessProtocol, s ProcessSpec) (ProcessTransport, error)
}

// A ProcessProtocol is told what happens to one process: ConnectionMade; then, in any order,
// ChildDataReceived any number of times and ChildConnectionLost once for each descriptor that is
// connected, and ProcessExited once; last, and once, ProcessEnded.
//
// Calls come one at a time, on the reactor's goroutine, and never from inside a call to the
// ProcessTransport. A panic is logged; in ChildDataReceived it closes that descriptor.
type ProcessProtocol interface {
	ConnectionMade(t ProcessTransport)
	// ChildDataReceived is called with what the child wrote to its descriptor fd. p is lent until return.
	ChildDataReceived(fd int, p []byte)
	// ChildConnectionLost says that the child's descriptor fd is not connected any more, by whichever side.
	ChildConnectionLost(fd int)
	// ProcessExited says that the process is gone. What it wrote may still be on its way. The reason is
	// ErrProcessDone for exit code 0, else a [ProcessExitError] or a [ProcessSignalError].
	ProcessExited(reason error)
	// ProcessEnded says that it is gone and no descriptor is connected any more. The reason is the same. It
	// waits for descendants that still hold a descriptor.
	ProcessEnded(reason error)
}

// ProcessBase is a ProcessProtocol that keeps its transport and answers what an embedding type does not
// care for.
type ProcessBase struct {
	Transport ProcessTransport
}

// ConnectionMade keeps t.
func (b *ProcessBase) ConnectionMade(t ProcessTransport) { b.Transport = t }

// ChildDataReceived ignores p.
func (b *ProcessBase) ChildDataReceived(fd int, p []byte) {}

// ChildConnectionLost ignores that.
func (b *ProcessBase) ChildConnectionLost(fd int) {}

// ProcessExited ignores reason.
func (b *ProcessBase) ProcessExited(reason error) {}

// ProcessEnded ignores reason.
func (b *ProcessBase) ProcessEnded(reason error) {}

// A ProcessTransport is one process, as its parent sees it. Nothing here blocks.
type ProcessTransport interface {
	// PID is the process's id. After ProcessExited it may be another's.
	PID() int
	// Child is the transport of the child's descriptor fd, or nil if that is not connected by a pipe or
	// terminal of ours. One that the parent writes is a [Consumer] and [Buffered], one that it reads is a
	// [ReadPauser]. Its LoseConnection closes the pipe after what was written.
	Child(fd int) Transport
	// WriteToChild is Child(fd).Write. Where the parent does not write fd it is ErrNotConnected.
	WriteToChild(fd int, p []byte) (int, error)
	// Write writes to the child's descriptor 0.
	Write(p []byte) (int, error)
	// CloseChild closes the pipe to fd after what was written. A terminal's input and output are one:
	// CloseChild does nothing there.
	CloseChild(fd int)
	// LoseConnection closes every pipe after what was written, and the terminal. It kills nobody, though
	// the loss of its terminal is a HUP for a child.
	LoseConnection()
	// SignalProcess sends a signal by name ("TERM", "SIGTERM") or number ("15"): see [ParseSignal]. After
	// the exit it is [ErrProcessExited].
	SignalProcess(signal string) error
}

// A ProcessSpec says what to start. Path alone is enough.
type ProcessSpec struct {
	// Path is the executable. Without a slash it is looked for in this process's PATH; a relative one is
	// relative to Dir.
	Path string
	// Args are the arguments, the first of which is the name that the process goes by. Default: Path.
	Args []string
	// Env is the environment, as "name=value". nil is this process's own; an empty one is empty.
	Env []string
	// Dir is the working directory. Default: this process's own.
	Dir string
	// User, if not nil, is whom it runs as, which only root may choose.
	User *ProcessUser
	// PTY gives the child a terminal of its own as descriptors 0, 1 and 2: what it writes to them is told as
	// of 1. It excludes FDs.
	PTY bool
	// FDs says what the child's descriptors are. All others are closed. Default: 0 is written by the
	// parent, 1 and 2 are read.
	FDs map[int]ChildFD
}

// A ProcessUser is a user and group by number.
type ProcessUser struct {
	UID, GID uint32
	// Groups are the supplementary groups. Default: none.
	Groups []uint32
}

// A ChildFD is what one descriptor of a child is: ParentReads, ParentWrites, Inherits or Takes.
type ChildFD struct {
	kind childKind
	fd   int
}

type childKind uint8

const (
	childReads childKind = iota + 1
	childWrites
	childInherits
	childTakes
)

var (
	// ParentReads is a pipe that the child writes and the parent reads (Twisted: "r").
	ParentReads = ChildFD{kind: childReads}
	// ParentWrites is a pipe that the parent writes and the child reads (Twisted: "w").
	ParentWrites = ChildFD{kind: childWrites}
)

// Inherits is a duplicate of the parent's descriptor fd, which stays the parent's.
func Inherits(fd int) ChildFD { return ChildFD{childInherits, fd} }

// Takes is the parent's descriptor fd, which is given: Spawn closes the parent's own, also when it fails.
func Takes(fd int) ChildFD { return ChildFD{childTakes, fd} }

// Piped reports whether the descriptor is a pipe, and whether it is the parent who reads it.
func (c ChildFD) Piped() (piped, parentReads bool) {
	return c.kind == childReads || c.kind == childWrites, c.kind == childReads
}

// Source is the parent's descriptor that the child gets, ok if it gets one, and given if it was given.
func (c ChildFD) Source() (fd int, given, ok bool) {
	return c.fd, c.kind == childTakes, c.kind == childInherits || c.kind == childTakes
}

var (
	// ErrProcessDone is the end of a process by itself with exit code 0.
	ErrProcessDone = errors.New("process done")
	// ErrProcessTerminated is every other end: see [ProcessExitError] and [ProcessSignalError].
	ErrProcessTerminated = errors.New("process terminated")
	// ErrProcessExited is a signal that comes too late (Twisted: ProcessExitedAlready).
	ErrProcessExited = errors.New("the process has exited already")
	// ErrUnknownSignal is a signal that this system does not have.
	ErrUnknownSignal = errors.New("unknown signal")
)

// A ProcessExitError is the end of a process by itself with an exit code that is not 0. It is an
// ErrProcessTerminated.
type ProcessExitError struct{ Code int }

func (e *ProcessExitError) Error() string {
	return fmt.Sprintf("%v: exit code %d", ErrProcessTerminated, e.Code)
}
func (e *ProcessExitError) Unwrap() error { return ErrProcessTerminated }

// A ProcessSignalError is the end of a process by a signal. It is an ErrProcessTerminated.
type ProcessSignalError struct {
	Signal syscall.Signal
	// CoreDumped is true if it left a core dump.
	CoreDumped bool
}

func (e *ProcessSignalError) Error() string {
	return fmt.Sprintf("%v: signal %s", ErrProcessTerminated, SignalName(e.Signal))
}
func (e *ProcessSignalError) Unwrap() error { return ErrProcessTerminated }

// A SpawnError is a process that could not be started. errors.Is finds the system's error in it, such as
// fs.ErrNotExist.
type SpawnError struct {
	Path string
	Err  error
}

func (e *SpawnError) Error() string { return fmt.Sprintf("cannot start %s: %v", e.Path, e.Err) }
func (e *SpawnError) Unwrap() error { return e.Err }
