package gonet

import (
	"context"
	"net"

	"ravel/core"
	"ravel/core/port"
	"ravel/transports/blocking"
)

// A Dialer makes a conn. It is called on a goroutine of its own, and should give up when ctx ends; the conn
// that it makes nevertheless is closed.
type Dialer func(ctx context.Context) (net.Conn, error)

// Connect dials with dial and is to the factory what ConnectTCP is: timeout, failure, loss, and dialling again
// are those of core.Connector. to is what Destination says, and the peer's address until there is a conn. Of
// the configuration Local is dial's business. A failure is a core.ConnectError around dial's.
func (b *Bridge) Connect(to core.Addr, dial Dialer, f core.Factory, c ...core.ConnectConfig) (core.Connector, error) {
	cfg := last(c)
	open := func() (port.Stream, error) {
		s, err := blocking.Dial(b.set, options(cfg.ConnConfig), port.Addr{}, seam(to), dial)
		if err != nil {
			return nil, err // a nil *blocking.Stream would not be a nil port.Stream
		}
		return s, nil
	}
	return b.reactor.Streams().ServeDialled(open, seam(to), to.Net, f, cfg)
}
