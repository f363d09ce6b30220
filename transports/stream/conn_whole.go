package stream

import (
	"ravel/core"
	"ravel/core/port"
)

// A wholeConn is a conn that cannot end its own direction alone: everything that a conn is but a
// core.HalfCloser.
type wholeConn struct {
	*conn
	unhalved
}

// unhalved takes LoseWriteConnection away: what two embedded fields have, the struct around them has not.
type unhalved struct{}

func (unhalved) LoseWriteConnection() {}

var _ core.HalfCloser = unhalved{}

// facing is t, which is c's transport, with no more than c's socket can do.
func (c *conn) facing(t core.Transport) core.Transport {
	if w, ok := c.sock.(port.Whole); ok && w.Whole() {
		return &wholeConn{c, unhalved{}}
	}
	return t
}
