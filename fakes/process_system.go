package fakes

import (
	"maps"
	"slices"
	"syscall"

	"ravel/core/port"
	"ravel/fakes/kernel"
	"ravel/transports/process"
)

// A children is the process.System of a simulated host: executables are Programs.
type children struct {
	loop     *wired
	host     *kernel.Host
	programs map[string]Program
	live     map[int]*Process
	started  int
	buf      []byte // what Programs read into
}

var _ process.System = (*children)(nil)

func newChildren(w *wired) *children {
	return &children{loop: w, host: w.host, programs: make(map[string]Program), live: make(map[int]*Process)}
}

// post has f called in one of the next turns.
func (s *children) post(f func()) {
	s.loop.Post(f)
	s.host.Wake()
}

// buffer is what the present read goes to.
func (s *children) buffer() []byte {
	if s.buf == nil {
		s.buf = make([]byte, processReadMax)
	}
	return s.buf
}

// Start is documented at process.System. User is taken, and means nothing here.
func (s *children) Start(c process.Command, exited func(process.Status)) (process.Process, error) {
	program := s.program(c.Path)
	if program == nil {
		return nil, syscall.ENOENT
	}
	return s.start(program, c, exited)
}

func (s *children) start(program Program, c process.Command, exited func(process.Status)) (process.Process, error) {
	s.started++
	p := &Process{Args: c.Args, Env: c.Env, Dir: c.Dir, s: s, pid: kernel.PID + s.started,
		exited: exited, terminal: c.Terminal}
	if err := p.inherit(c.FDs); err != nil {
		return nil, err
	}
	s.live[p.pid] = p
	s.post(func() { p.begin(program) })
	return (*parentsView)(p), nil
}

// inherit gives the process its descriptors.
func (p *Process) inherit(fds []int) error {
	p.fds = make([]*processFD, len(fds))
	for i, fd := range fds {
		if fd < 0 {
			continue
		}
		f, err := p.open(fd)
		if err != nil {
			for _, f := range p.fds {
				if f != nil {
					f.close()
				}
			}
			return err
		}
		p.fds[i] = f
	}
	return nil
}

// open is a duplicate of the host's descriptor fd for the process.
func (p *Process) open(fd int) (*processFD, error) {
	dup, err := p.s.host.DuplicateDescriptor(fd)
	if err != nil {
		return nil, err
	}
	watch, err := p.s.host.Watch(dup)
	if err != nil {
		p.s.host.CloseDescriptor(dup)
		return nil, err
	}
	f := &processFD{p: p, fd: dup, watch: watch}
	watch.Attach(f)
	return f, nil
}

// Pipe is documented at process.System.
func (s *children) Pipe(parentReads bool) (ours, childs int, err error) {
	r, w, err := s.host.Pipe()
	if parentReads {
		return r, w, err
	}
	return w, r, err
}

// Terminal is documented at process.System. A simulated terminal translates what the process writes, and
// nothing else: input comes as it is, and no byte of it is a signal.
func (s *children) Terminal() (ours, childs int, err error) { return s.host.SocketPair() }

// Read is documented at process.System.
func (s *children) Read(fd int, p []byte) (int, error) { return s.host.ReadDescriptor(fd, p) }

// Write is documented at process.System.
func (s *children) Write(fd int, p []byte) (int, error) {
	n, err := s.host.WriteDescriptor(fd, p)
	if n < len(p) && err == nil {
		err = port.ErrWouldBlock
	}
	return n, err
}

// Close is documented at process.System.
func (s *children) Close(fd int) error { return s.host.CloseDescriptor(fd) }

// Abandon kills every process.
func (s *children) Abandon() {
	for _, pid := range slices.Sorted(maps.Keys(s.live)) {
		s.live[pid].finish(process.Status{Signal: syscall.SIGKILL})
	}
}
