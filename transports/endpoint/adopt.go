package endpoint

import (
	"errors"
	"fmt"

	"ravel/core"
)

// ErrNotInherited is a descriptor that the supervisor has not passed to this process.
var ErrNotInherited = errors.New("no such inherited socket")

// An FD serves a listening socket that something else opened. The descriptor is duplicated and stays its
// owner's.
type FD struct {
	FD     int
	Config core.ListenConfig
}

// Listen implements core.ServerEndpoint.
func (e FD) Listen(r core.Reactor, f core.Factory) *core.Deferred[core.Listener] {
	return core.Try(func() (core.Listener, error) { return e.adopt(r, f) }).On(r)
}

func (e FD) adopt(r core.Reactor, f core.Factory) (core.Listener, error) {
	a, ok := r.(core.Adopter)
	if !ok {
		return nil, unsupported("adopting sockets")
	}
	return a.AdoptListener(e.FD, f, e.Config)
}

// An Inherited is one descriptor that a supervisor passed to this process.
type Inherited struct {
	FD   int
	Name string
}

// A Systemd serves a listening socket that a supervisor opened, by its name or its place.
type Systemd struct {
	// Name is what the supervisor calls it; "" goes by Index, which counts from 0.
	Name  string
	Index int
	// Inherited are the descriptors that were passed (transports/native.ListenFDs).
	Inherited []Inherited
	Config    core.ListenConfig
}

// Listen implements core.ServerEndpoint.
func (e Systemd) Listen(r core.Reactor, f core.Factory) *core.Deferred[core.Listener] {
	return core.Try(func() (core.Listener, error) {
		fd, err := e.find()
		if err != nil {
			return nil, err
		}
		return FD{fd, e.Config}.adopt(r, f)
	}).On(r)
}

func (e Systemd) find() (int, error) {
	if e.Name == "" && e.Index >= 0 && e.Index < len(e.Inherited) {
		return e.Inherited[e.Index].FD, nil
	}
	for _, i := range e.Inherited {
		if e.Name != "" && i.Name == e.Name {
			return i.FD, nil
		}
	}
	if e.Name != "" {
		return 0, fmt.Errorf("%w: %w of the name %q among %d", core.ErrCannotListen, ErrNotInherited, e.Name, len(e.Inherited))
	}
	return 0, fmt.Errorf("%w: %w at index %d of %d", core.ErrCannotListen, ErrNotInherited, e.Index, len(e.Inherited))
}

var (
	_ core.ServerEndpoint = FD{}
	_ core.ServerEndpoint = Systemd{}
)
