package wrap

import (
	"net"

	"ravel/core"
)

// A WrappedTransport is a Transport around another.
type WrappedTransport interface {
	core.Transport
	// Unwrap is the Transport inside.
	Unwrap() core.Transport
}

// TransportBase hands everything on to Inner.
type TransportBase struct{ Inner core.Transport }

// Write implements core.Transport.
func (b *TransportBase) Write(p []byte) (int, error) { return b.Inner.Write(p) }

// WriteSequence implements core.Transport.
func (b *TransportBase) WriteSequence(ps [][]byte) { b.Inner.WriteSequence(ps) }

// LoseConnection implements core.Transport.
func (b *TransportBase) LoseConnection() { b.Inner.LoseConnection() }

// AbortConnection implements core.Transport.
func (b *TransportBase) AbortConnection() { b.Inner.AbortConnection() }

// Closing implements core.Transport.
func (b *TransportBase) Closing() bool { return b.Inner.Closing() }

// LocalAddr implements core.Transport.
func (b *TransportBase) LocalAddr() net.Addr { return b.Inner.LocalAddr() }

// RemoteAddr implements core.Transport.
func (b *TransportBase) RemoteAddr() net.Addr { return b.Inner.RemoteAddr() }

// Unwrap implements WrappedTransport.
func (b *TransportBase) Unwrap() core.Transport { return b.Inner }
