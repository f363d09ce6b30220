package daytime

import (
	"net"
	"time"

	"ravel/core"
	"ravel/protocols/internal/reply"
)

// A Config says how to tell the time. The zero value works.
type Config struct {
	// Location is the zone. Default UTC.
	Location *time.Location
}

func (c Config) answer(clock core.Clock) []byte {
	location := c.Location
	if location == nil {
		location = time.UTC
	}
	return Append(nil, clock.Now().In(location))
}

// Factory makes servers that tell clock's time.
//
// RFC 867: "Once a connection is established the current date and time is sent out the connection as
// a ascii character string (and any data received is thrown away). The service closes the connection
// after sending the quote."
func Factory(clock core.Clock, c Config) core.Factory {
	return core.FactoryFunc(func(peer net.Addr) (core.Protocol, error) {
		return &server{clock: clock, config: c}, nil
	})
}

type server struct {
	core.Base
	clock  core.Clock
	config Config
}

// ConnectionMade tells the time.
func (s *server) ConnectionMade(t core.Transport) {
	s.Base.ConnectionMade(t)
	t.Write(s.config.answer(s.clock))
	t.LoseConnection()
}

// Datagram is a server over datagrams. Each datagram is answered, but for those that another service
// may have sent, from a port below 1024.
func Datagram(clock core.Clock, c Config) core.DatagramProtocol {
	return &datagrams{clock: clock, config: c}
}

type datagrams struct {
	core.DatagramBase
	clock  core.Clock
	config Config
}

// DatagramReceived answers with the time.
func (d *datagrams) DatagramReceived(p []byte, from core.Addr) {
	if reply.Allowed(from) {
		// A datagram may be lost anywhere, so also here.
		_ = d.Transport.WriteTo(d.config.answer(d.clock), from)
	}
}
