package portable

import (
	"context"
	"net"
	"net/netip"
	"syscall"

	"ravel/core/port"
	"ravel/transports/blocking"
)

// Dial starts a connection on a goroutine of its own; Connected tells also what fails at once. UNIX
// sockets are port.ErrUnsupported.
func (p *Port) Dial(c port.DialConfig) (port.Stream, error) {
	switch {
	case c.To.Path != "" || c.Local.Path != "":
		return nil, port.ErrUnsupported
	case !c.To.AddrPort.IsValid():
		return nil, &port.OpError{Op: "connect", Err: syscall.EINVAL}
	}
	d := net.Dialer{KeepAlive: -1} // set by options, as asked for
	d.SetMultipathTCP(false)
	if c.Local.AddrPort.IsValid() {
		d.LocalAddr = net.TCPAddrFromAddrPort(c.Local.AddrPort)
	}
	s, err := blocking.Dial(p.set, blocking.Options{NoDelay: c.NoDelay, KeepAlive: c.KeepAlive}, c.Local, c.To, func(ctx context.Context) (net.Conn, error) {
		return d.DialContext(ctx, "tcp", c.To.AddrPort.String())
	})
	if err != nil {
		return nil, err
	}
	return s, nil
}

// version is network for the family of ap: "tcp4", "tcp6".
func version(network string, ap netip.AddrPort) string {
	if ap.Addr().Unmap().Is4() {
		return network + "4"
	}
	return network + "6"
}
