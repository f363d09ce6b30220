package discard

import (
	"net"

	"ravel/core"
)

// A Config says how to discard. The zero value works; there is nothing to say.
type Config struct{}

// Factory makes discard servers.
//
// RFC 863: "Once a connection is established any data received is thrown away. No response is sent."
func Factory(Config) core.Factory {
	return core.FactoryFunc(func(peer net.Addr) (core.Protocol, error) { return &core.Base{}, nil })
}

// Datagram is a discard server over datagrams.
func Datagram(Config) core.DatagramProtocol { return &core.DatagramBase{} }
