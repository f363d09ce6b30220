package wrap

import "ravel/core"

// A WrappedProtocol is a Protocol around another.
type WrappedProtocol interface {
	core.Protocol
	// Unwrap is the Protocol inside.
	Unwrap() core.Protocol
}

// ProtocolBase hands everything on to Inner.
type ProtocolBase struct{ Inner core.Protocol }

// ConnectionMade implements core.Protocol.
func (b *ProtocolBase) ConnectionMade(t core.Transport) { b.Inner.ConnectionMade(t) }

// DataReceived implements core.Protocol.
func (b *ProtocolBase) DataReceived(p []byte) { b.Inner.DataReceived(p) }

// ConnectionLost implements core.Protocol.
func (b *ProtocolBase) ConnectionLost(reason error) { b.Inner.ConnectionLost(reason) }

// Unwrap implements WrappedProtocol.
func (b *ProtocolBase) Unwrap() core.Protocol { return b.Inner }
