package haproxy

import (
	"net"
	"net/netip"

	"ravel/core"
	"ravel/core/wrap"
)

// A HeaderTransport is a Transport behind a proxy. It is found with core.TransportFacet.
type HeaderTransport interface {
	ProxyHeader() Header
}

// A transport has the header's addresses.
type transport struct {
	wrap.TransportBase
	conn   *conn
	header Header
}

// PauseReading implements core.ReadPauser.
func (t *transport) PauseReading() {
	t.conn.paused = true
	t.Inner.(core.ReadPauser).PauseReading()
}

// ResumeReading implements core.ReadPauser.
func (t *transport) ResumeReading() {
	if t.conn.paused && !t.Closing() {
		t.conn.resumed()
	}
	t.Inner.(core.ReadPauser).ResumeReading()
}

// Own is for core.TransportFacet.
func (t *transport) Own() any { return announcement(t.header) }

// An announcement is the header that a connection began with.
type announcement Header

// ProxyHeader implements HeaderTransport.
func (a announcement) ProxyHeader() Header { return Header(a) }

// RemoteAddr is the proxy's client.
func (t *transport) RemoteAddr() net.Addr {
	return t.header.addr(t.header.Source, t.header.SourcePath, t.Inner.RemoteAddr())
}

// LocalAddr is what the client has connected to.
func (t *transport) LocalAddr() net.Addr {
	return t.header.addr(t.header.Destination, t.header.DestinationPath, t.Inner.LocalAddr())
}

// addr is one of the header's addresses, or own if it has none.
func (h Header) addr(ip netip.AddrPort, path string, own net.Addr) net.Addr {
	switch h.Family {
	case TCP4, TCP6:
		return core.TCPAddr(ip)
	case UDP4, UDP6:
		return core.UDPAddr(ip)
	case UNIXStream:
		return core.UNIXAddr(path)
	case UNIXDatagram:
		return core.UNIXDatagramAddr(path)
	}
	return own
}
