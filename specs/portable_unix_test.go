//go:build unix

package specs

import (
	"ravel/core"
	"ravel/reactortest"
)

func portableLacks() []reactortest.Facet {
	return []reactortest.Facet{reactortest.Signals, reactortest.Unheard,
		reactortest.UNIX, reactortest.UNIXDatagram, reactortest.DescriptorPassing, reactortest.Multicast, reactortest.Multicast6,
		reactortest.Adopter, reactortest.Descriptors, reactortest.Processes, reactortest.Terminals, reactortest.StandardIO}
}

func portableHost() func(core.Reactor) reactortest.Host { return reactortest.LocalHost }
