package portable

import (
	"context"
	"net"

	"ravel/core/port"
	"ravel/transports/blocking"
)

// Listen opens a listening socket; an IPv6 one takes IPv6 alone.
func (p *Port) Listen(c port.ListenConfig) (port.Listener, error) {
	if c.At.Path != "" {
		return p.listenUNIX(c)
	}
	lc := net.ListenConfig{KeepAlive: -1}
	lc.SetMultipathTCP(false)
	if c.ReusePort {
		lc.Control = share
	}
	at := blocking.Unmapped(c.At.AddrPort)
	tcp, err := lc.Listen(context.Background(), version("tcp", at), at.String())
	if err != nil {
		return nil, blocking.Opening("listen", err)
	}
	return listening(blocking.Listen(p.set, tcp, blocking.Options{NoDelay: c.NoDelay, KeepAlive: c.KeepAlive}))
}

// listening is l as the seam has it.
func listening(l *blocking.Listener, err error) (port.Listener, error) {
	if err != nil {
		return nil, err
	}
	return l, nil
}
