package haproxy

import (
	"net"
	"time"

	"ravel/core"
	"ravel/core/wrap"
)

// headerTimeout is Config.Timeout's default.
const headerTimeout = 10 * time.Second

// A Config says how to receive headers. The zero value works.
type Config struct {
	// Only, if not 0, is the only version that is accepted.
	Only int
	// Timeout is how long a header may take. Default 10 s; negative is as long as it likes.
	Timeout time.Duration
	// Rejected, if not nil, is told why a connection ended without a protocol: ErrHeader, ErrTimeout, or
	// how the connection was lost.
	Rejected func(peer net.Addr, err error)
}

// Server is f behind a proxy. A protocol is built when the header is in, for the client's address, and its
// Transport has the header's addresses. core.TransportFacet finds a [HeaderTransport]. Descriptors that come over
// a UNIX socket are closed: whether the protocol takes them is not known while the header is. At most one Config
// is given.
//
// An error of BuildProtocol comes as a panic of the connection, so that it is logged where the reactor
// logs, and ends the connection.
func Server(clock core.Clock, f core.Factory, c ...Config) core.Factory {
	if len(c) > 1 {
		panic("haproxy: Server takes at most one Config")
	}
	s := &server{FactoryBase: wrap.FactoryBase{Inner: f}, clock: clock}
	if len(c) == 1 {
		s.config = c[0]
	}
	if s.config.Timeout == 0 {
		s.config.Timeout = headerTimeout
	}
	return wrap.Factory(s, f)
}

type server struct {
	wrap.FactoryBase
	clock  core.Clock
	config Config
}

func (s *server) BuildProtocol(peer net.Addr) (core.Protocol, error) {
	return &conn{server: s, parser: Parser{Only: s.config.Only}}, nil
}
