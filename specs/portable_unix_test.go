//go:build unix

package specs

import (
	"ravel/core"
	"ravel/reactortest"
	"ravel/transports/native"
)

// portableLacks is what Go's net has no way to do on a UNIX system, and what this machine has not.
func portableLacks() []reactortest.Facet {
	return lacking(reactortest.Signals) // Ginkgo listens for them itself
}

func portableHost() func(core.Reactor) reactortest.Host { return reactortest.LocalHost }

// portableShown is r, which has every facet here.
func portableShown(r *native.Reactor) core.Reactor { return r }

// lacking is what this machine lacks, and others.
func lacking(others ...reactortest.Facet) []reactortest.Facet {
	// Linux's loopback interface gives back every datagram, whatever IP_MULTICAST_LOOP says.
	lacks := append(others, reactortest.Unheard)
	if reactortest.MulticastInterface6() == "" {
		lacks = append(lacks, reactortest.Multicast6)
	}
	return lacks
}
