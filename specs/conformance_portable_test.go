package specs

import (
	"ravel/core"
	"ravel/reactortest"
	"ravel/transports/native"
)

var _ = reactortest.Describe("conformance of the portable reactor", portableBench)

// portableBench is a bench for the reactor on Go's net, which every system has. What it lacks is a matter of
// the system.
func portableBench() reactortest.Bench {
	return reactortest.Bench{
		New:      func() core.Reactor { return newPortable() },
		Lacks:    portableLacks(),
		Host:     portableHost(),
		Failures: func(r core.Reactor) []error { return r.(*portableReactor).native.Failures() },
	}
}

// A portableReactor has of a native reactor what the portable port can do. The others are there as well, and
// each is core.ErrUnsupported; the suite tells facets by type.
type portableReactor struct {
	core.Reactor
	core.Scoped
	core.UDP
	core.TLS
	core.Threads
	core.Names
	native *native.Reactor
}

func newPortable() *portableReactor {
	r, err := native.Open(native.Config{Backend: "portable", Seed: 1, Logger: quiet(), NoSignals: true})
	if err != nil {
		panic(err)
	}
	return &portableReactor{r, r, r, r, r, r, r}
}
