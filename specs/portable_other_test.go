//go:build !unix

package specs

import (
	"net"

	"ravel/core"
	"ravel/reactortest"
)

// portableLacks is what Go's net and Windows have no way to do, and what this machine has not.
func portableLacks() []reactortest.Facet {
	lacks := []reactortest.Facet{reactortest.Signals, reactortest.Below, reactortest.BlackHole, reactortest.ReusePort,
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
