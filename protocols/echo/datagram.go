package echo

import (
	"ravel/core"
	"ravel/protocols/internal/reply"
)

// Datagram is an echo server over datagrams. What another service may have sent, from a port below
// 1024, is not answered, and neither is what the port's queue has no room for.
//
// RFC 862: "When a datagram is received, the data from it is sent back in an answering datagram."
func Datagram(Config) core.DatagramProtocol { return &datagrams{} }

type datagrams struct{ core.DatagramBase }

// DatagramReceived sends p back.
func (d *datagrams) DatagramReceived(p []byte, from core.Addr) {
	if reply.Allowed(from) {
		// A datagram may be lost anywhere, so also here.
		_ = d.Transport.WriteTo(p, from)
	}
}
