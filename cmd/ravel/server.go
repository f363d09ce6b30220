package main

import (
	"fmt"
	"io"
	"log/slog"

	"ravel/core"
	tree "ravel/core/service"
)

// A part is one of the services that one process serves.
type part struct {
	// name is what it is called, or "": its protocol's.
	name string
	service
	listen []endpoint
	// only says that its one endpoint is standard input and output, and the only one of all: the end of
	// that connection is the end of everything.
	only bool
}

// title is what the part is called for people.
func (p *part) title() string {
	if p.name != "" {
		return p.name
	}
	return p.service.name
}

// A server is one endpoint of a part, open while it runs. Its port is opened before privileges are given
// up, and announced when signals are listened for: whoever reads the line may send one at once.
type server struct {
	tree.Base
	r    core.Reactor
	part *part
	want endpoint
	wrap func(core.Factory) core.Factory
	out  io.Writer
	log  *slog.Logger // nil: whoever reads the log reads out as well

	port port
	at   endpoint
}

func (s *server) PrivilegedStart() error {
	if s.want.standardIO() {
		return nil // it takes no privilege, and who cannot start at all shall leave it alone
	}
	return s.open()
}

func (s *server) open() (err error) {
	around := s.wrap
	if s.part.only {
		around = func(f core.Factory) core.Factory { return s.wrap(finally(f, s.r.Stop)) }
	}
	s.port, s.at, err = s.want.listen(s.r, s.part.service, around)
	return err
}

func (s *server) Start() error {
	if err := s.Base.Start(); err != nil {
		return err
	}
	if s.port == nil {
		if err := s.open(); err != nil {
			s.Base.Stop()
			return err
		}
	}
	fmt.Fprintf(s.out, "%s listening on %s\n", s.part.title(), s.at)
	if s.log != nil {
		s.log.Info("listening", "service", s.part.title(), "endpoint", s.at.String())
	}
	return nil
}

func (s *server) Stop() *core.Deferred[struct{}] {
	s.Base.Stop()
	closed := core.NewDeferred[struct{}]()
	p := s.port
	s.port = nil
	p.StopListening(func() { closed.Resolve(struct{}{}) })
	return closed
}
