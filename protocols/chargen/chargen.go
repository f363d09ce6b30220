package chargen

import (
	"math/rand/v2"
	"net"

	"ravel/core"
	"ravel/protocols/internal/reply"
)

// datagramMax is the longest answer. RFC 864: "When a datagram is received, an answering datagram is
// sent containing a random number (between 0 and 512) of characters".
const datagramMax = 512

// A Config says how to generate. The zero value works.
type Config struct {
	// Rand says how long the answers to datagrams are. Default: as long as they can be.
	Rand *rand.Rand
}

// Factory makes servers that send the pattern over and over.
//
// RFC 864: "Once a connection is established a stream of data is sent out the connection (and any data
// received is thrown away). This continues until the calling user terminates the connection."
func Factory(Config) core.Factory {
	pattern := Pattern()
	return core.FactoryFunc(func(peer net.Addr) (core.Protocol, error) {
		return &server{pattern: pattern}, nil
	})
}

type server struct {
	core.Base
	pattern []byte // shared, never written
}

// ConnectionMade registers the producer. A transport that is no consumer gets the pattern once.
func (s *server) ConnectionMade(t core.Transport) {
	s.Base.ConnectionMade(t)
	if c, ok := t.(core.Consumer); ok {
		c.RegisterPull(s)
		return
	}
	t.Write(s.pattern)
	t.LoseConnection()
}

// ResumeProducing sends one piece: the whole pattern.
func (s *server) ResumeProducing() { s.Transport.Write(s.pattern) }

// StopProducing is followed by ConnectionLost.
func (s *server) StopProducing() {}

// Datagram is a server over datagrams. Each datagram is answered with a part of the pattern, but for
// those that another service may have sent, from a port below 1024.
func Datagram(c Config) core.DatagramProtocol {
	return &datagrams{pattern: Pattern(), rand: c.Rand}
}

type datagrams struct {
	core.DatagramBase
	pattern []byte
	rand    *rand.Rand
	line    int // where the next answer begins
}

// DatagramReceived answers with the next lines, cut at some length.
func (d *datagrams) DatagramReceived(p []byte, from core.Addr) {
	if !reply.Allowed(from) {
		return
	}
	n := datagramMax
	if d.rand != nil {
		n = d.rand.IntN(datagramMax + 1)
	}
	begin := d.line * lineBytes
	d.line = (d.line + 1) % (printable - datagramMax/lineBytes)
	// A datagram may be lost anywhere, so also here.
	_ = d.Transport.WriteTo(d.pattern[begin:begin+n], from)
}
