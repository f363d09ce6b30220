package service

import (
	"errors"

	"ravel/core"
)

// An EndpointFunc is a function that listens at once, as a core.ServerEndpoint.
type EndpointFunc func(r core.Reactor, f core.Factory) (core.Listener, error)

// Listen calls e.
func (e EndpointFunc) Listen(r core.Reactor, f core.Factory) *core.Deferred[core.Listener] {
	return core.Try(func() (core.Listener, error) { return e(r, f) })
}

var _ core.ServerEndpoint = EndpointFunc(nil)

// A Stream is a service that listens while it runs (Twisted: StreamServerEndpointService). It opens its
// port in PrivilegedStart, or else in Start. Connections outlive its Stop.
type Stream struct {
	// Listening, if not nil, is called when the port is open.
	Listening func(l core.Listener)
	// Failed, if not nil, is told of a port that could not be opened, if that became known after the
	// start had returned. Default: the failure stays with a Deferred that nobody handles, and is
	// reported as such.
	Failed func(err error)

	Base
	reactor  core.Reactor
	endpoint core.ServerEndpoint
	factory  core.Factory
	pending  *core.Deferred[core.Listener]
	listener core.Listener
	closing  *core.Deferred[struct{}] // a port that Stop has not closed yet
}

var (
	_ Service    = (*Stream)(nil)
	_ Privileged = (*Stream)(nil)
)

// NewStream is a service that listens on r at e with f.
func NewStream(r core.Reactor, e core.ServerEndpoint, f core.Factory) *Stream {
	return &Stream{reactor: r, endpoint: e, factory: f}
}

// PrivilegedStart opens the port, as Start would.
func (s *Stream) PrivilegedStart() error { return s.open() }

// Start opens the port if that was not done before. An error that the endpoint knows at once is returned, and
// ErrRunning while the port of the last run is not closed.
func (s *Stream) Start() error {
	if err := s.Base.Start(); err != nil {
		return err
	}
	if err := s.open(); err != nil {
		s.running = false
		return err
	}
	return nil
}

// Stop closes the port, or gives up opening it. Its result comes when the port is closed.
func (s *Stream) Stop() *core.Deferred[struct{}] {
	s.running = false
	if s.pending != nil {
		return s.giveUp()
	}
	l := s.listener
	switch {
	case l != nil:
		s.listener = nil
		s.closing = closed(l)
	case s.closing == nil || s.closing.Called():
		return stopped()
	}
	return also(s.closing)
}

// Listener is the open port, or nil.
func (s *Stream) Listener() core.Listener { return s.listener }

func (s *Stream) open() error {
	if s.listener != nil || s.pending != nil {
		return nil
	}
	if s.closing != nil && !s.closing.Called() {
		return ErrRunning
	}
	var atOnce error
	returned := false
	d := core.TryDeferred(func() *core.Deferred[core.Listener] { return s.endpoint.Listen(s.reactor, s.factory) })
	s.pending = d
	d.AddBoth(func(l core.Listener, err error) (core.Listener, error) {
		if s.pending == d {
			s.pending = nil
		}
		switch {
		case err == nil:
			s.opened(l)
			return l, nil
		case !returned:
			atOnce = err
			return nil, nil
		case errors.Is(err, core.ErrCancelled):
			return nil, nil
		case s.Failed != nil:
			s.Failed(err)
			return nil, nil
		}
		return nil, err
	})
	returned = true
	return atOnce
}

func (s *Stream) opened(l core.Listener) {
	s.listener = l
	if s.Listening != nil {
		s.Listening(l)
	}
}

// giveUp cancels what is pending. An endpoint that opens its port all the same has it closed.
func (s *Stream) giveUp() *core.Deferred[struct{}] {
	d := s.pending
	s.pending = nil
	gone := core.NewDeferred[struct{}]()
	s.closing = gone
	d.AddBothDeferred(func(core.Listener, error) *core.Deferred[core.Listener] {
		if l := s.listener; l != nil {
			s.listener = nil
			closed(l).ChainTo(gone)
		} else {
			gone.Resolve(struct{}{})
		}
		return core.Succeed[core.Listener](nil)
	})
	d.Cancel()
	return also(gone)
}

// also is another Deferred of the end of d, which does not fail.
func also(d *core.Deferred[struct{}]) *core.Deferred[struct{}] {
	other := core.NewDeferred[struct{}]()
	d.AddCallback(func(v struct{}) (struct{}, error) {
		other.Resolve(v)
		return v, nil
	})
	return other
}

// closed closes l and is a Deferred of that.
func closed(l core.Listener) *core.Deferred[struct{}] {
	d := core.NewDeferred[struct{}]()
	l.StopListening(func() { d.Resolve(struct{}{}) })
	return d
}
