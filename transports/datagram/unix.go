package datagram

import (
	"fmt"
	"strings"

	"ravel/core"
	"ravel/core/port"
)

// UNIX opens UNIX datagram sockets on one loop: the facet core.UNIXDatagram.
type UNIX struct{ machine machine }

var _ core.UNIXDatagram = (*UNIX)(nil)

// NewUNIX is UNIX on l, whose shutdown closes every socket.
func NewUNIX(l Loop) *UNIX {
	u := &UNIX{}
	u.machine.start(l)
	return u
}

// ListenUNIXDatagram binds path, which must not exist, and unlinks it when the port stops.
// p.StartProtocol is called before it returns. The error is a core.ListenError.
func (u *UNIX) ListenUNIXDatagram(path string, p core.DatagramProtocol, c ...core.DatagramConfig) (core.DatagramTransport, error) {
	s, err := u.bind(path, p, settled(c))
	if err != nil {
		return nil, err
	}
	return started(s, s)
}

// ConnectUNIXDatagram is ListenUNIXDatagram of local, "" for a socket without a name, connected to
// path before p starts. A path that nobody receives at is a core.ConnectError.
func (u *UNIX) ConnectUNIXDatagram(path, local string, p core.DatagramProtocol, c ...core.DatagramConfig) (core.DatagramTransport, error) {
	s, err := u.bind(local, p, settled(c))
	if err != nil {
		return nil, err
	}
	if err := s.Connect(core.UNIXDatagramAddr(path)); err != nil {
		u.discard(s)
		return nil, err
	}
	return started(s, s)
}

func (u *UNIX) bind(path string, p core.DatagramProtocol, c core.DatagramConfig) (*socket, error) {
	if !strings.HasPrefix(path, "@") && strings.Contains(path, "\x00") {
		// A system would take the path to end there, and the file that it makes would not be the one that is unlinked.
		return nil, &core.ListenError{Addr: core.UNIXDatagramAddr(path), Err: fmt.Errorf("%w %q: a path has no zero byte", core.ErrInvalidAddress, path)}
	}
	d, err := u.machine.loop.Port().Datagram(portConfig(port.Addr{Path: path}, true, c))
	if err != nil {
		return nil, &core.ListenError{Addr: core.UNIXDatagramAddr(path), Err: supported(err)}
	}
	s := u.machine.open(d, "unixgram", p, c)
	if _, ok := u.machine.loop.Port().(port.Files); ok && path != "" && !strings.HasPrefix(path, "@") {
		s.unlink = path
	}
	return s, nil
}

// discard closes a socket that nobody was told of.
func (u *UNIX) discard(s *socket) {
	u.machine.add(s)
	s.close()
}
