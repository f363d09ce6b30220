package fakes

import (
	"fmt"
	"path"
	"syscall"
	"time"

	"ravel/core"
	"ravel/transports/process"
)

// processWriteMax is how much of what a Process wrote waits at most. A program that writes more without
// looking is a mistake, and panics.
const processWriteMax = 64 << 20

// A Program is what an executable does on a simulated host. It is called in a turn of the reactor that started
// it, after Spawn has returned, and has to say what happens from then on: what the process does with what
// it reads, and when it exits. A process that waits for nothing any more, neither for input nor for time nor for
// signals, exits with code 0.
//
// A panic is logged as a failure, and ends the process with code 2, as in a real Go program.
type Program func(p *Process)

// Install makes a program the executable at path on the reactor's host. A Spawn that names no directory
// finds it by the last element of path. Processes live no longer than the run of the reactor: its
// shutdown kills them.
func (r *Reactor) Install(path string, program Program) { r.children.programs[path] = program }

// program finds an executable.
func (s *children) program(name string) Program {
	if p, ok := s.programs[name]; ok {
		return p
	}
	var found Program
	best := ""
	for at, p := range s.programs {
		if path.Base(at) == name && (best == "" || at < best) {
			best, found = at, p
		}
	}
	return found
}

// A Process is a process on a simulated host, as its Program sees it. It belongs to the reactor's goroutine.
// After the end nothing is called any more, and its methods do nothing.
type Process struct {
	// Args, Env and Dir are what the process was started with; Env is empty where it would have inherited.
	Args []string
	Env  []string
	Dir  string

	s        *children
	pid      int
	fds      []*processFD // by the process's own number, nil for none
	calls    []*core.DelayedCall
	onSignal func(syscall.Signal) bool
	exited   func(process.Status)
	terminal bool
	code     int
	leaving  bool // Exit was called, and what was written is leaving
	over     bool
}

// PID is the process's id.
func (p *Process) PID() int { return p.pid }

// Now is the host's time.
func (p *Process) Now() time.Time { return p.s.loop.Now() }

// CallLater calls f, d from now, unless the process has ended by then. On an ended process it returns nil.
func (p *Process) CallLater(d time.Duration, f func()) *core.DelayedCall {
	if p.over {
		return nil
	}
	c := p.s.loop.CallLater(d, func() {
		p.call("a delayed call", f)
		p.rest()
	})
	p.calls = append(p.calls, c)
	return c
}

// Read has data called with what is read from fd, which is lent until return, and end, which may be nil, at
// its end. A descriptor that the process does not have is at its end already.
func (p *Process) Read(fd int, data func(b []byte), end func()) {
	f := p.fd(fd)
	if f == nil {
		if end != nil {
			p.CallLater(0, end)
		}
		return
	}
	f.data, f.end = data, end
	f.rewant()
}

// Write writes b, which is borrowed until return, to fd, as a program does that waits until everything is
// taken. If nobody reads there any more the process dies of PIPE. Without such a descriptor nothing happens.
func (p *Process) Write(fd int, b []byte) {
	f := p.fd(fd)
	if f == nil || p.over || p.leaving {
		return
	}
	f.write(b)
}

// CloseFD closes fd behind what was written.
func (p *Process) CloseFD(fd int) {
	if f := p.fd(fd); f != nil && !p.over {
		f.closing = true
		f.flush()
	}
}

// Exit ends the process once everything written has left. Nothing is read any more.
func (p *Process) Exit(code int) {
	if p.over || p.leaving {
		return
	}
	p.leaving, p.code = true, code
	p.cancelCalls()
	for _, f := range p.fds {
		if f != nil {
			f.data, f.end = nil, nil
			f.rewant()
		}
	}
	p.leave()
}

// OnSignal has f called with each signal but KILL, instead of what the signal does by default if f returns true.
func (p *Process) OnSignal(f func(s syscall.Signal) bool) { p.onSignal = f }

// Fork starts another process with the same descriptors, arguments and environment. Nobody is told when it
// ends. Without room for its descriptors nothing is started, and Fork returns false.
func (p *Process) Fork(program Program) bool {
	if p.over || p.leaving {
		return false
	}
	fds := make([]int, len(p.fds))
	for i, f := range p.fds {
		fds[i] = -1
		if f != nil {
			fds[i] = f.fd
		}
	}
	c := process.Command{Args: p.Args, Env: p.Env, Dir: p.Dir, FDs: fds, Terminal: p.terminal}
	_, err := p.s.start(program, c, func(process.Status) {})
	return err == nil
}

// fd is the descriptor of that number, or nil.
func (p *Process) fd(n int) *processFD {
	if n < 0 || n >= len(p.fds) {
		return nil
	}
	return p.fds[n]
}

// begin runs the program.
func (p *Process) begin(program Program) {
	if p.over {
		return
	}
	p.call("the program", func() { program(p) })
	p.rest()
}

// rest ends a process that nothing can happen to any more.
func (p *Process) rest() {
	if !p.over && !p.leaving && !p.waits() {
		p.Exit(0)
	}
}

// waits reports whether anything can happen to the process.
func (p *Process) waits() bool {
	for _, f := range p.fds {
		if f != nil && f.data != nil {
			return true
		}
	}
	for _, c := range p.calls {
		if c.Active() {
			return true
		}
	}
	return p.onSignal != nil
}

// call makes a call of the program's code.
func (p *Process) call(what string, f func()) {
	if p.over || p.leaving {
		return
	}
	defer func() {
		if v := recover(); v != nil {
			p.s.loop.Panicked(fmt.Sprintf("%s of process %d (%s)", what, p.pid, p.Args[0]), v)
			p.finish(process.Status{Code: panicCode})
		}
	}()
	f()
}

// panicCode is the exit code of a Go program that panics.
const panicCode = 2

// leave ends the process if nothing waits to be written.
func (p *Process) leave() {
	for _, f := range p.fds {
		if f != nil && len(f.out) > 0 {
			return
		}
	}
	p.finish(process.Status{Code: p.code})
}

// finish ends the process now.
func (p *Process) finish(s process.Status) {
	if p.over {
		return
	}
	p.over = true
	p.cancelCalls()
	for i, f := range p.fds {
		if f != nil {
			f.close()
			p.fds[i] = nil
		}
	}
	delete(p.s.live, p.pid)
	p.s.post(func() { p.exited(s) })
}

func (p *Process) cancelCalls() {
	for _, c := range p.calls {
		c.Cancel()
	}
	p.calls = nil
}

// Kill has the process send s to itself.
func (p *Process) Kill(s syscall.Signal) {
	(*parentsView)(p).Signal(s) // ESRCH: it has ended
}

// Terminal reports whether the process has a terminal.
func (p *Process) Terminal() bool { return p.terminal }

// Signal is the parent's: it is documented at process.Process.
func (p *parentsView) Signal(s syscall.Signal) error {
	k := (*Process)(p)
	switch {
	case k.over:
		return syscall.ESRCH
	case s == 0:
	case s != syscall.SIGKILL && k.onSignal != nil && k.handles(s):
	case ignored(s):
	default:
		k.finish(process.Status{Signal: s})
	}
	return nil
}

// A parentsView is a Process as its parent sees it.
type parentsView Process

// PID is documented at process.Process.
func (p *parentsView) PID() int { return p.pid }

func (p *Process) handles(s syscall.Signal) (handled bool) {
	p.call("a signal handler", func() { handled = p.onSignal(s) })
	return handled || p.over
}

// ignored reports whether nothing comes of s by default. Nor does a simulated process stop and continue.
func ignored(s syscall.Signal) bool {
	switch core.SignalName(s) {
	case "CHLD", "CONT", "URG", "WINCH", "STOP", "TSTP", "TTIN", "TTOU":
		return true
	}
	return false
}
