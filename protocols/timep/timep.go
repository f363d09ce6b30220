package timep

import (
	"net"

	"ravel/core"
	"ravel/protocols/internal/reply"
)

// A Config says how to tell the time. The zero value works; there is nothing to say.
type Config struct{}

// Factory makes servers that tell clock's time.
//
// RFC 868: "S: Send the time as a 32 bit binary number. […] S: Close the connection."
func Factory(clock core.Clock, _ Config) core.Factory {
	return core.FactoryFunc(func(peer net.Addr) (core.Protocol, error) { return &server{clock: clock}, nil })
}

type server struct {
	core.Base
	clock core.Clock
}

// ConnectionMade tells the time.
func (s *server) ConnectionMade(t core.Transport) {
	s.Base.ConnectionMade(t)
	t.Write(Append(nil, s.clock.Now()))
	t.LoseConnection()
}

// Datagram is a server over datagrams. Each datagram is answered, but for those that another service
// may have sent, from a port below 1024.
func Datagram(clock core.Clock, _ Config) core.DatagramProtocol { return &datagrams{clock: clock} }

type datagrams struct {
	core.DatagramBase
	clock core.Clock
}

// DatagramReceived answers with the time.
func (d *datagrams) DatagramReceived(p []byte, from core.Addr) {
	if reply.Allowed(from) {
		// A datagram may be lost anywhere, so also here.
		_ = d.Transport.WriteTo(Append(nil, d.clock.Now()), from)
	}
}
