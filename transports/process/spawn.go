package process

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"ravel/core"
	"ravel/core/port"
	"ravel/transports/pipe"
)

// fdMax is one more than the highest number that a child's descriptor can have.
const fdMax = 1 << 10

var (
	errNoPath   = errors.New("no executable is named")
	errBothFDs  = errors.New("a terminal excludes other descriptors")
	errNoChoice = errors.New("a ChildFD that is none of ParentReads, ParentWrites, Inherits and Takes")
)

// Spawn is documented at core.Processes.
func (m *Machine) Spawn(p core.ProcessProtocol, s core.ProcessSpec) (core.ProcessTransport, error) {
	if p == nil {
		panic("process: a nil ProcessProtocol")
	}
	t, err := m.spawn(p, s)
	if err != nil {
		return nil, &core.SpawnError{Path: s.Path, Err: err}
	}
	return t, nil
}

func (m *Machine) spawn(p core.ProcessProtocol, s core.ProcessSpec) (core.ProcessTransport, error) {
	d := &descriptors{m: m}
	defer d.release()
	if err := d.prepare(s); err != nil {
		return nil, err
	}
	c := &child{m: m, protocol: p, tty: s.PTY}
	cmd := Command{Path: s.Path, Args: s.Args, Env: s.Env, Dir: s.Dir, User: s.User, FDs: d.childs, Terminal: s.PTY}
	if len(cmd.Args) == 0 {
		cmd.Args = []string{s.Path}
	}
	process, err := m.sys.Start(cmd, c.gone)
	if err != nil {
		return nil, err
	}
	c.process, c.pid = process, process.PID()
	for _, o := range d.ours {
		e := &end{child: c, fd: o.childFD, reads: o.reads, writes: o.writes}
		c.ends = append(c.ends, e)
		m.streams.Serve(o.Pipe, "pipe", e, core.ConnConfig{})
	}
	d.ours = nil
	c.tellMade()
	return c, nil
}

// descriptors are those that a Spawn makes on its way. What is in ours and closes when it is released is
// closed.
type descriptors struct {
	m      *Machine
	childs []int  // by the child's number
	ours   []ours // our ends of its pipes
	closes []int  // the child's ends, and what was given
}

// An ours is our end of a pipe to the child.
type ours struct {
	*pipe.Pipe
	childFD       int
	reads, writes bool
}

// prepare makes everything that s asks for. Who called it releases.
func (d *descriptors) prepare(s core.ProcessSpec) error {
	for _, c := range s.FDs {
		fd, given, _ := c.Source()
		if given && d.m.sys != nil && !slices.Contains(d.closes, fd) {
			d.closes = append(d.closes, fd) // once, also if the child gets it twice
		}
	}
	watcher, ok := d.m.loop.Port().(port.Watcher)
	switch {
	case !ok || d.m.sys == nil:
		return core.ErrUnsupported
	case s.Path == "":
		return errNoPath
	case s.PTY && s.FDs != nil:
		return errBothFDs
	case s.PTY:
		return d.terminal(watcher)
	}
	fds := s.FDs
	if fds == nil {
		fds = map[int]core.ChildFD{0: core.ParentWrites, 1: core.ParentReads, 2: core.ParentReads}
	}
	for _, n := range slices.Sorted(maps.Keys(fds)) {
		if n < 0 || n >= fdMax {
			return fmt.Errorf("descriptor %d is not in the range from 0 to %d", n, fdMax-1)
		}
		for len(d.childs) <= n {
			d.childs = append(d.childs, -1)
		}
		if err := d.connect(watcher, n, fds[n]); err != nil {
			return fmt.Errorf("descriptor %d: %w", n, err)
		}
	}
	return nil
}

// connect makes the child's descriptor n.
func (d *descriptors) connect(w port.Watcher, n int, c core.ChildFD) error {
	piped, parentReads := c.Piped()
	source, _, ok := c.Source()
	switch {
	case ok:
		d.childs[n] = source
		return nil
	case !piped:
		return errNoChoice
	}
	ours, childs, err := d.m.sys.Pipe(parentReads)
	if err != nil {
		return err
	}
	d.childs[n] = childs
	d.closes = append(d.closes, childs)
	return d.watch(w, ours, n, parentReads, !parentReads)
}

// terminal makes a terminal the child's 0, 1 and 2.
func (d *descriptors) terminal(w port.Watcher) error {
	ours, childs, err := d.m.sys.Terminal()
	if err != nil {
		return err
	}
	d.childs = []int{childs, childs, childs}
	d.closes = append(d.closes, childs)
	return d.watch(w, ours, 1, true, true)
}

// watch makes our end of a pipe. fd is given.
func (d *descriptors) watch(w port.Watcher, fd, childFD int, reads, writes bool) error {
	p, err := d.m.pipes.Open(w, fd, pipe.Config{Name: "fd " + strconv.Itoa(childFD), Reads: reads, Writes: writes})
	if err != nil {
		d.closes = append(d.closes, fd)
		return err
	}
	d.ours = append(d.ours, ours{p, childFD, reads, writes})
	return nil
}

// release closes what the parent does not keep.
func (d *descriptors) release() {
	for _, p := range d.ours {
		p.Close(false)
	}
	for _, fd := range d.closes {
		d.m.sys.Close(fd) // EBADF: what was given was no descriptor, which Start has said
	}
}
