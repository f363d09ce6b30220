package datagram

import (
	"fmt"

	"ravel/core"
	"ravel/core/port"
)

// Adopter serves datagram sockets that something else opened: the datagram part of core.Adopter.
type Adopter struct{ machine machine }

// NewAdopter is an Adopter on l, whose shutdown closes every socket.
func NewAdopter(l Loop) *Adopter {
	a := &Adopter{}
	a.machine.start(l)
	return a
}

// AdoptDatagram serves the bound datagram socket fd, by a duplicate: the caller still owns fd.
// p.StartProtocol is called before it returns. A socket file is not unlinked when the port stops, since
// whoever opened the socket may hand it on again. The error is a core.ListenError.
func (a *Adopter) AdoptDatagram(fd int, p core.DatagramProtocol, c ...core.DatagramConfig) (core.DatagramTransport, error) {
	config := settled(c)
	adopter, ok := a.machine.loop.Port().(port.Adopter)
	if !ok {
		return nil, adoptError(fd, core.ErrUnsupported)
	}
	d, unix, err := adopter.AdoptDatagram(fd, portConfig(port.Addr{}, false, config))
	if err != nil {
		return nil, adoptError(fd, err)
	}
	if unix {
		s := a.machine.open(d, "unixgram", p, config)
		return started(s, s)
	}
	s := a.machine.open(d, "udp", p, config)
	return started(s, newUDPPort(s))
}

func adoptError(fd int, err error) error {
	return &core.ListenError{Addr: core.Addr{Net: "udp"}, Err: fmt.Errorf("descriptor %d: %w", fd, err)}
}
