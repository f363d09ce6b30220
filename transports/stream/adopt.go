package stream

import (
	"fmt"

	"ravel/core"
	"ravel/core/port"
)

// An Adopter is the stream part of a reactor's core.Adopter.
type Adopter struct{ m *Machine }

// NewAdopter is m's facet for sockets that were opened elsewhere.
func NewAdopter(m *Machine) *Adopter { return &Adopter{m} }

// AdoptListener is documented at core.Adopter. The file of an adopted UNIX socket stays when the port stops.
func (a *Adopter) AdoptListener(fd int, f core.Factory, c ...core.ListenConfig) (core.Listener, error) {
	mustFactory(f)
	cfg := last(c)
	p, ok := a.m.loop.Port().(port.Adopter)
	if !ok {
		return nil, core.ErrUnsupported
	}
	s, unix, err := p.AdoptListener(fd, port.ListenConfig{
		Backlog:   orDefault(cfg.Backlog, backlog),
		NoDelay:   !cfg.Delay,
		KeepAlive: cfg.KeepAlive,
	})
	if err != nil {
		return nil, fmt.Errorf("adopting descriptor %d: %w", fd, err)
	}
	l, err := a.m.listen(s, f, newCommon(a.m, network(unix), cfg.ConnConfig), nil)
	if err != nil {
		return nil, fmt.Errorf("adopting descriptor %d: %w", fd, err)
	}
	return l, nil
}

// AdoptConnection is documented at core.Adopter. ConnectionMade is called before it returns. A factory that
// refuses is core.ErrConnectionRefused.
func (a *Adopter) AdoptConnection(fd int, f core.Factory, c ...core.ConnConfig) (core.Transport, error) {
	mustFactory(f)
	cfg := last(c)
	p, ok := a.m.loop.Port().(port.Adopter)
	if !ok {
		return nil, core.ErrUnsupported
	}
	s, unix, err := p.AdoptStream(fd)
	if err != nil {
		return nil, fmt.Errorf("adopting descriptor %d: %w", fd, err)
	}
	of := newCommon(a.m, network(unix), cfg)
	t, err := a.serve(s, &of, f, cfg)
	if err != nil {
		return nil, fmt.Errorf("adopting descriptor %d: %w", fd, err)
	}
	return t, nil
}

func (a *Adopter) serve(s port.Stream, of *common, f core.Factory, cfg core.ConnConfig) (core.Transport, error) {
	c, t := newConn(of, s)
	if o, ok := t.(core.TCPOptions); ok {
		if err := setOptions(o, cfg); err != nil {
			c.forget(inOrder)
			return nil, err
		}
	}
	return a.m.serveBuilt(c, t, f)
}

func setOptions(o core.TCPOptions, cfg core.ConnConfig) error {
	if err := o.SetNoDelay(!cfg.Delay); err != nil {
		return err
	}
	return o.SetKeepAlive(cfg.KeepAlive)
}

func network(unix bool) string {
	if unix {
		return "unix"
	}
	return "tcp"
}
