//go:build !unix

package specs

import (
	"net"

	"ravel/core"
	"ravel/reactortest"
	"ravel/transports/native"
)

// portableLacks is what Go's net and Windows have no way to do, and what this machine has not.
func portableLacks() []reactortest.Facet {
	lacks := []reactortest.Facet{reactortest.Signals, reactortest.Below, reactortest.BlackHole, reactortest.ReusePort, reactortest.UnreadReset,
		reactortest.UNIX, reactortest.UNIXDatagram, reactortest.DescriptorPassing,
		reactortest.Multicast, reactortest.Multicast6, reactortest.Unheard,
		reactortest.Adopter, reactortest.Descriptors, reactortest.Processes, reactortest.Terminals, reactortest.StandardIO}
	if !hasUDP() {
		lacks = append(lacks, reactortest.UDP, reactortest.Broadcast)
	}
	return lacks
}

// hasUDP asks the system itself: an emulation of Windows may lack an option that net sets on each UDP socket.
func hasUDP() bool {
	c, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		return false
	}
	c.Close()
	return true
}

func portableHost() func(core.Reactor) reactortest.Host { return nil }

// A shown has of a native reactor what the portable port can do without UDP. The others are there as well, and
// each is core.ErrUnsupported; the suite tells facets by type.
type shown struct {
	core.Reactor
	core.Scoped
	core.TLS
	core.UNIX
	core.UNIXDatagram
	core.Threads
	core.Names
}

type shownUDP struct {
	shown
	core.UDP
}

func portableShown(r *native.Reactor) core.Reactor {
	s := shown{r, r, r, r, r, r, r}
	if hasUDP() {
		return shownUDP{s, r}
	}
	return s
}
