package echo

import (
	"net"

	"ravel/core"
)

// refusal is what a connection past ConnectionsMax is told.
const refusal = "Too many connections, try later"

// A Config says how to echo. The zero value works.
type Config struct {
	// ConnectionsMax is how many connections may be open at once; one more is told so and lost.
	// Default: as many as come.
	ConnectionsMax int
}

// Factory makes echo servers that share one count of connections.
func Factory(c Config) core.Factory {
	f := &factory{config: c}
	return f
}

type factory struct {
	config Config
	open   int
}

func (f *factory) BuildProtocol(peer net.Addr) (core.Protocol, error) {
	return &server{factory: f}, nil
}

type server struct {
	core.Base
	factory *factory
}

// ConnectionMade begins to echo, or refuses.
func (s *server) ConnectionMade(t core.Transport) {
	s.Base.ConnectionMade(t)
	s.factory.open++
	if most := s.factory.config.ConnectionsMax; most > 0 && s.factory.open > most {
		t.Write([]byte(refusal))
		t.LoseConnection()
		return
	}
	if c, ok := t.(core.Consumer); ok {
		c.RegisterPush(s)
	}
}

// DataReceived writes p back.
//
// RFC 862: "Once a connection is established any data received is sent back. This continues until
// the calling user terminates the connection."
func (s *server) DataReceived(p []byte) { s.Transport.Write(p) }

// ReadConnectionLost ends the connection once the peer has everything that it sent.
func (s *server) ReadConnectionLost() { s.lose() }

// WriteConnectionLost is a peer that reads no more: there is nobody to echo to.
func (s *server) WriteConnectionLost() { s.lose() }

func (s *server) lose() {
	if c, ok := s.Transport.(core.Consumer); ok {
		c.UnregisterProducer()
	}
	s.Transport.LoseConnection()
}

// ConnectionLost makes room for another.
func (s *server) ConnectionLost(reason error) { s.factory.open-- }

// PauseProducing reads no more while the peer is slow to read.
func (s *server) PauseProducing() {
	if t, ok := s.Transport.(core.ReadPauser); ok {
		t.PauseReading()
	}
}

// ResumeProducing reads on.
func (s *server) ResumeProducing() {
	if t, ok := s.Transport.(core.ReadPauser); ok {
		t.ResumeReading()
	}
}

// StopProducing is followed by ConnectionLost.
func (s *server) StopProducing() {}
