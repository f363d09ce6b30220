package qotd

import (
	"io"
	"net"

	"ravel/core"
	"ravel/protocols/internal/reply"
)

// A Config says what to tell. The zero value works.
type Config struct {
	Quotes
}

// Factory makes servers that tell the quotes in turn, one a connection.
func Factory(quotes ...string) core.Factory {
	return Config{Quotes{List: quotes}}.Factory()
}

// Factory makes servers that share c's quotes.
//
// RFC 865: "Once a connection is established a short message is sent out the connection (and any data
// received is thrown away). The service closes the connection after sending the quote."
func (c Config) Factory() core.Factory {
	return core.FactoryFunc(func(peer net.Addr) (core.Protocol, error) {
		return &server{quotes: &c.Quotes}, nil
	})
}

type server struct {
	core.Base
	quotes *Quotes
}

// ConnectionMade tells a quote.
func (s *server) ConnectionMade(t core.Transport) {
	s.Base.ConnectionMade(t)
	io.WriteString(t, s.quotes.Next())
	t.LoseConnection()
}

// Datagram is a server over datagrams that tells the quotes in turn.
func Datagram(quotes ...string) core.DatagramProtocol {
	return Config{Quotes{List: quotes}}.Datagram()
}

// Datagram is a server over datagrams. Each datagram is answered with a quote, but for those that
// another service may have sent, from a port below 1024.
func (c Config) Datagram() core.DatagramProtocol { return &datagrams{quotes: c.Quotes} }

type datagrams struct {
	core.DatagramBase
	quotes Quotes
}

// DatagramReceived answers with a quote.
func (d *datagrams) DatagramReceived(p []byte, from core.Addr) {
	if reply.Allowed(from) {
		// A datagram may be lost anywhere, so also here.
		_ = d.Transport.WriteTo([]byte(d.quotes.Next()), from)
	}
}
