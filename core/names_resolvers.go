package core

import (
	"errors"
	"net/netip"
	"slices"
	"time"
)

// A StaticResolver is a table of names, as [CheckName] returns them.
type StaticResolver map[string][]netip.Addr

// Resolve has the answer at once.
func (t StaticResolver) Resolve(name string) *Deferred[[]netip.Addr] {
	if addrs := t[name]; len(addrs) > 0 {
		return Succeed(slices.Clone(addrs))
	}
	return Failed[[]netip.Addr](&NameError{Name: name, Err: ErrNameNotFound})
}

// A FailingResolver knows no name, and why.
type FailingResolver struct{ Err error }

// Resolve is a failure with r.Err.
func (r FailingResolver) Resolve(name string) *Deferred[[]netip.Addr] {
	return Failed[[]netip.Addr](&NameError{Name: name, Err: r.Err})
}

// A SlowResolver asks another one after a while: what a program does whose names come slowly. Without a
// Resolver it never answers.
type SlowResolver struct {
	Clock Clock
	// Delay is how long it waits.
	Delay    time.Duration
	Resolver Resolver
}

// Resolve waits, then asks.
func (r SlowResolver) Resolve(name string) *Deferred[[]netip.Addr] {
	if r.Resolver == nil {
		return NewDeferredOn[[]netip.Addr](r.Clock)
	}
	return ThenDeferred(Later(r.Clock, r.Delay), func(struct{}) *Deferred[[]netip.Addr] {
		return r.Resolver.Resolve(name)
	})
}

// Resolvers are asked one after another for what those before do not know: a failure that is not
// ErrNameNotFound, and a timeout above all, ends the search. Of none it is ErrNameNotFound.
type Resolvers []Resolver

// Resolve asks the first.
func (rs Resolvers) Resolve(name string) *Deferred[[]netip.Addr] {
	if len(rs) == 0 {
		return Failed[[]netip.Addr](&NameError{Name: name, Err: ErrNameNotFound})
	}
	d := rs[0].Resolve(name)
	if len(rs) == 1 {
		return d
	}
	return d.AddErrbackDeferred(func(err error) *Deferred[[]netip.Addr] {
		if !errors.Is(err, ErrNameNotFound) {
			return Failed[[]netip.Addr](err)
		}
		return rs[1:].Resolve(name)
	})
}
