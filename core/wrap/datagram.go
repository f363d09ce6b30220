package wrap

import "ravel/core"

// A WrappedDatagramProtocol is a DatagramProtocol around another.
type WrappedDatagramProtocol interface {
	core.DatagramProtocol
	// Unwrap is the DatagramProtocol inside.
	Unwrap() core.DatagramProtocol
}

// A WrappedDatagramTransport is a DatagramTransport around another.
type WrappedDatagramTransport interface {
	core.DatagramTransport
	// Unwrap is the DatagramTransport inside.
	Unwrap() core.DatagramTransport
}
