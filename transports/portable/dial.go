package portable

import (
	"context"
	"net"
	"net/netip"
	"syscall"

	"ravel/core/port"
	"ravel/transports/blocking"
)

// Dial starts a connection on a goroutine of its own; Connected tells also what fails at once.
func (p *Port) Dial(c port.DialConfig) (port.Stream, error) {
	switch {
	case c.To.Path != "" || c.Local.Path != "":
		return p.dialUNIX(c)
	case !c.To.AddrPort.IsValid():
		return nil, &port.OpError{Op: "connect", Err: syscall.EINVAL}
	}
	d := net.Dialer{KeepAlive: -1} // set by options, as asked for
	d.SetMultipathTCP(false)
	if c.Local.AddrPort.IsValid() {
		d.LocalAddr = net.TCPAddrFromAddrPort(c.Local.AddrPort)
	}
	o := blocking.Options{NoDelay: c.NoDelay, KeepAlive: c.KeepAlive}
	return dialled(blocking.Dial(p.set, o, c.Local, c.To, func(ctx context.Context) (net.Conn, error) {
		return d.DialContext(ctx, "tcp", c.To.AddrPort.String())
	}))
}

// dialled is s as the seam has it.
func dialled(s *blocking.Stream, err error) (port.Stream, error) {
	if err != nil {
		return nil, err // a nil *blocking.Stream would not be a nil port.Stream
	}
	return blocking.Passer(s), nil
}

// version is network for the family of ap: "tcp4", "tcp6".
func version(network string, ap netip.AddrPort) string {
	if ap.Addr().Unmap().Is4() {
		return network + "4"
	}
	return network + "6"
}
