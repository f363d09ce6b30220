package portable

import (
	"context"
	"net"

	"ravel/core/port"
	"ravel/transports/blocking"
)

// Listen opens a listening socket; an IPv6 one takes IPv6 alone. UNIX sockets are port.ErrUnsupported.
func (p *Port) Listen(c port.ListenConfig) (port.Listener, error) {
	if c.At.Path != "" {
		return nil, port.ErrUnsupported
	}
	lc := net.ListenConfig{KeepAlive: -1}
	lc.SetMultipathTCP(false)
	if c.ReusePort {
		lc.Control = shared(true)
	}
	at := blocking.Unmapped(c.At.AddrPort)
	tcp, err := lc.Listen(context.Background(), version("tcp", at), at.String())
	if err != nil {
		return nil, blocking.Opening("listen", err)
	}
	l, err := blocking.Listen(p.set, tcp, blocking.Options{NoDelay: c.NoDelay, KeepAlive: c.KeepAlive})
	if err != nil {
		return nil, err
	}
	return l, nil
}
