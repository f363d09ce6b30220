package stdio

import (
	"fmt"
	"strconv"

	"ravel/core"
	"ravel/core/port"
	"ravel/transports/pipe"
	"ravel/transports/stream"
)

// A System is where descriptors are. Its methods belong to the loop's goroutine.
type System interface {
	// Close lets nothing take the place of a standard descriptor: what others print there is dropped.
	pipe.System
	// Standard is the descriptors of standard input and output, which are different.
	Standard() (in, out int)
	// Unblock has reads and writes of fd not block. restore gives it the mode back that it had.
	Unblock(fd int) (restore func(), err error)
	// EndWrite sends the end of stream where closing fd may not, as on a socket that somebody shares.
	EndWrite(fd int) error
}

// A Server is a reactor's core.StandardIO. It belongs to its loop's goroutine.
type Server struct {
	loop    port.Loop
	streams *stream.Machine
	sys     System
	pipes   *pipe.Set
	taken   bool
}

var _ core.StandardIO = (*Server)(nil)

// New makes a server on l, whose connections are streams'. A nil sys is a system where ServeStandardIO is
// core.ErrUnsupported.
func New(l port.Loop, streams *stream.Machine, sys System) *Server {
	return &Server{loop: l, streams: streams, sys: sys, pipes: pipe.New(sys)}
}

// ServeStandardIO is documented at core.StandardIO.
func (s *Server) ServeStandardIO(f core.Factory, c ...core.StandardIOConfig) (core.Transport, error) {
	if f == nil || len(c) > 1 {
		panic("stdio: a nil Factory, or more than one configuration")
	}
	var cfg core.StandardIOConfig
	if len(c) == 1 {
		cfg = c[0]
	}
	if s.sys == nil {
		return nil, core.ErrUnsupported
	}
	pair, err := s.open(cfg.Instead)
	if err != nil {
		return nil, fmt.Errorf("standard input and output: %w", err)
	}
	return s.streams.ServeFactory(pair, "stdio", f, cfg.ConnConfig)
}

// open makes the stream. What was given instead of the standard ones is closed if that fails.
func (s *Server) open(instead *[2]int) (pair *pipe.Pair, err error) {
	in, out := s.sys.Standard()
	if instead != nil {
		in, out = instead[0], instead[1]
	}
	var r *pipe.Pipe
	defer func() {
		switch {
		case err == nil:
			s.taken = s.taken || instead == nil
		case instead != nil:
			s.sys.Close(in) // EBADF: it was none, which the error says
			s.sys.Close(out)
		}
	}()
	w, ok := s.loop.Port().(port.Watcher)
	switch {
	case !ok:
		return nil, core.ErrUnsupported
	case instead == nil && s.taken:
		return nil, core.ErrStandardIOTaken
	}
	if r, err = s.half(w, in, pipe.Config{Reads: true}); err != nil {
		return nil, err
	}
	o, err := s.half(w, out, pipe.Config{Writes: true})
	if err != nil {
		r.Release()
		return nil, err
	}
	return pipe.NewPair(r, o, func() error { return s.sys.EndWrite(out) }), nil
}

// half makes one direction.
func (s *Server) half(w port.Watcher, fd int, c pipe.Config) (*pipe.Pipe, error) {
	c.Name = strconv.Itoa(fd)
	restore, err := s.sys.Unblock(fd)
	if err != nil {
		return nil, fmt.Errorf("descriptor %d: %w", fd, err)
	}
	c.Release = restore
	p, err := s.pipes.Open(w, fd, c)
	if err != nil {
		restore()
		return nil, fmt.Errorf("descriptor %d: %w", fd, err)
	}
	return p, nil
}
