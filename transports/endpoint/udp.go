package endpoint

import "ravel/core"

// A UDP is a UDP port.
type UDP struct {
	// Addr is as for core.UDP.
	Addr   string
	Config core.DatagramConfig
}

// ListenDatagram implements core.DatagramEndpoint.
func (e UDP) ListenDatagram(r core.Reactor, p core.DatagramProtocol) *core.Deferred[core.DatagramTransport] {
	return core.Try(func() (core.DatagramTransport, error) {
		u, ok := r.(core.UDP)
		if !ok {
			return nil, unsupported("UDP")
		}
		return u.ListenUDP(e.Addr, p, e.Config)
	}).On(r)
}

var _ core.DatagramEndpoint = UDP{}
