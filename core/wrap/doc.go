// Package wrap puts something between a protocol and its transport, or around a factory, without hiding what
// either of them can do.
//
// The map:
//
//	protocol.go   ProtocolBase: a Protocol that hands everything on to another
//	transport.go  TransportBase: a Transport that hands everything on to another
//	factory.go    FactoryBase, and Each: a Factory whose protocols are wrapped
//	datagram.go   the same two sides of a datagram port
//	facets.go     Protocol, Transport, Factory, DatagramProtocol, DatagramTransport: the wrapper with exactly
//	              the optional interfaces of what it wraps (generated: one composite for each set)
//	of.go         Of: the wrapper again; Own
//
// A wrapper embeds a Base, overrides what it is about, and is made into what others see by the function of
// that name:
//
//	type counted struct{ wrap.TransportBase; n int }
//	func (c *counted) Write(p []byte) (int, error) { c.n += len(p); return c.TransportBase.Write(p) }
//	…
//	t = wrap.Transport(&counted{TransportBase: wrap.TransportBase{Inner: t}}, t)
//
// An optional interface that the wrapper has itself is the wrapper's, if the wrapped one has it; all others
// are the wrapped one's own. What facets.go does not know is found with core.TransportFacet and
// core.ProtocolFacet, since every wrapper has Unwrap. If that is a wrapper's own, the wrapper has a method Own() any
// which returns what can do it, and nothing else.
package wrap
