package haproxy

import (
	"fmt"
	"net"
	"net/netip"

	"ravel/core"
	"ravel/core/wrap"
)

// Client is f with a header, of version 1 or 2, before everything that its connections send: of is asked for it
// with the new connection's transport. OwnAddresses tells the connection's own. A header that cannot be
// sent is a panic of the connection.
func Client(f core.Factory, version int, of func(t core.Transport) Header) core.Factory {
	return wrap.Each(f, func(p core.Protocol, _ net.Addr) core.Protocol {
		return wrap.Protocol(&announced{wrap.ProtocolBase{Inner: p}, version, of}, p)
	})
}

// announced is a protocol whose connection begins with a header.
type announced struct {
	wrap.ProtocolBase
	version int
	of      func(t core.Transport) Header
}

func (a *announced) ConnectionMade(t core.Transport) {
	b, err := a.of(t).Append(nil, a.version)
	if err != nil {
		panic(fmt.Errorf("haproxy: %w", err))
	}
	t.Write(b)
	a.Inner.ConnectionMade(t)
}

// OwnAddresses is a header that says what the receiver sees anyway: this end is the source. It is for who
// passes through a proxy that expects a header, and for proxies that pass on what they accepted.
func OwnAddresses(t core.Transport) Header { return Between(t.LocalAddr(), t.RemoteAddr()) }

// Between is the header for a connection from source to destination, which are of one family; it is Unknown
// for all others.
func Between(source, destination net.Addr) Header {
	s, ok := source.(core.Addr)
	d, too := destination.(core.Addr)
	if !ok || !too || s.Net != d.Net {
		return Header{}
	}
	h := Header{Source: unmapped(s.AddrPort), Destination: unmapped(d.AddrPort), SourcePath: s.Path, DestinationPath: d.Path}
	is4 := h.Source.Addr().Is4()
	switch {
	case s.Net == "unix":
		h.Family = UNIXStream
	case s.Net == "unixgram":
		h.Family = UNIXDatagram
	case !h.Source.IsValid() || !h.Destination.IsValid() || is4 != h.Destination.Addr().Is4():
		return Header{}
	case s.Net == "tcp" && is4:
		h.Family = TCP4
	case s.Net == "tcp":
		h.Family = TCP6
	case s.Net == "udp" && is4:
		h.Family = UDP4
	case s.Net == "udp":
		h.Family = UDP6
	}
	return h
}

func unmapped(a netip.AddrPort) netip.AddrPort { return netip.AddrPortFrom(a.Addr().Unmap(), a.Port()) }
