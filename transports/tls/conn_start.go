package tls

import (
	stdtls "crypto/tls"

	"ravel/core"
)

// A startConn is a conn that is plain until StartTLS.
type startConn struct{ *conn }

// StartTLS is documented at core.TLSStarter.
func (s *startConn) StartTLS(config *stdtls.Config, rest []byte) error {
	c := s.conn
	switch {
	case config == nil:
		panic("tls: a nil Config")
	case c.tls != nil:
		return core.ErrTLSStarted
	case c.Closing() || c.readEnded || c.writeEnding:
		return core.ErrNotConnected
	case len(rest) > 0:
		c.reason = core.ErrPlaintext
		c.to(evLeave)
		c.below.AbortConnection()
		return core.ErrPlaintext
	}
	if c.paused {
		c.releaseBelow() // the handshake is read whoever pauses
	}
	// The producer is registered again once the handshake is done.
	c.unlist()
	c.to(evStart)
	c.start(config)
	return nil
}
