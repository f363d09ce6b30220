package wrap

import (
	"net"

	"ravel/core"
)

// A WrappedFactory is a Factory around another.
type WrappedFactory interface {
	core.Factory
	// Unwrap is the Factory inside.
	Unwrap() core.Factory
}

// FactoryBase hands everything on to Inner.
type FactoryBase struct{ Inner core.Factory }

// BuildProtocol implements core.Factory.
func (b *FactoryBase) BuildProtocol(peer net.Addr) (core.Protocol, error) {
	return b.Inner.BuildProtocol(peer)
}

// Unwrap implements WrappedFactory.
func (b *FactoryBase) Unwrap() core.Factory { return b.Inner }

// Each is f with around between it and each of its protocols: around is given a protocol that f has built and
// returns what the reactor shall see in its place. Refusals and errors pass.
func Each(f core.Factory, around func(p core.Protocol, peer net.Addr) core.Protocol) core.Factory {
	return Factory(&each{FactoryBase{f}, around}, f)
}

type each struct {
	FactoryBase
	around func(p core.Protocol, peer net.Addr) core.Protocol
}

func (e *each) BuildProtocol(peer net.Addr) (core.Protocol, error) {
	p, err := e.Inner.BuildProtocol(peer)
	if p == nil || err != nil {
		return nil, err
	}
	return e.around(p, peer), nil
}
