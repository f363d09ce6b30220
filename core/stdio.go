package core

import "errors"

// ErrStandardIOTaken is a second connection over the standard input and output of one reactor.
var ErrStandardIOTaken = errors.New("standard input and output have been served before")

// StandardIO has the standard input and output of the process as one connection (Twisted: stdio.StandardIO).
// Pipes, terminals, sockets and files will do.
type StandardIO interface {
	// ServeStandardIO serves f's protocol. ConnectionMade is called before it returns.
	//
	// The end of the input is the peer's end of stream; LoseWriteConnection closes the output; the end of
	// the connection closes both, and gives descriptors that others share the blocking mode they had.
	// That nobody reads the output any more is noticed when something is written.
	//
	// A reactor serves its process's input and output once: ErrStandardIOTaken after that. A factory that
	// refuses is ErrConnectionRefused, and closes them too. ErrUnsupported is a reactor that cannot watch
	// descriptors.
	ServeStandardIO(f Factory, c ...StandardIOConfig) (Transport, error)
}

// StandardIOConfig describes a connection over two descriptors. The zero value works.
type StandardIOConfig struct {
	ConnConfig
	// Instead, if not nil, are an input and an output to serve instead of the standard ones, two different
	// numbers, as often as there are such. They are given: also an error closes them.
	Instead *[2]int
}
