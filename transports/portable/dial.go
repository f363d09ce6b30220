package portable

import (
	"context"
	"net"
	"net/netip"
	"syscall"

	"ravel/core/port"
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
	ctx, cancel := context.WithCancel(context.Background())
	s := newStream(p)
	s.dialling, s.cancel = true, cancel
	s.noDelay, s.keepAlive = c.NoDelay, c.KeepAlive
	s.remote, s.local = c.To, c.Local
	if err := p.enter(s); err != nil {
		cancel()
		return nil, err
	}
	d := net.Dialer{KeepAlive: -1} // set by options, as asked for
	d.SetMultipathTCP(false)
	if c.Local.AddrPort.IsValid() {
		d.LocalAddr = net.TCPAddrFromAddrPort(c.Local.AddrPort)
	}
	go s.dial(ctx, d, c.To.AddrPort)
	return s, nil
}

func (s *stream) dial(ctx context.Context, d net.Dialer, to netip.AddrPort) {
	conn, err := d.DialContext(ctx, "tcp", to.String())
	p := s.port
	p.mu.Lock()
	defer p.mu.Unlock()
	s.dialling = false
	s.cancel()
	switch {
	case err != nil:
		s.dialErr = opening("connect", err)
		s.refresh()
	case s.closed:
		conn.Close()
	default:
		s.begin(conn.(*net.TCPConn))
	}
}

// begin makes s the stream over conn. It is called with mu held, or before anybody else knows s.
func (s *stream) begin(conn *net.TCPConn) {
	s.conn = conn
	conn.SetNoDelay(s.noDelay)
	conn.SetKeepAlive(s.keepAlive)
	s.local, s.remote = address(conn.LocalAddr()), address(conn.RemoteAddr())
	s.refresh()
	go s.read()
}

// address is a of net as the seam has it.
func address(a net.Addr) port.Addr {
	var ap netip.AddrPort
	switch a := a.(type) {
	case *net.TCPAddr:
		ap = a.AddrPort()
	case *net.UDPAddr:
		ap = a.AddrPort()
	}
	return port.Addr{AddrPort: unmapped(ap)}
}

// unmapped makes an IPv4 address of one that is mapped into IPv6.
func unmapped(ap netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(ap.Addr().Unmap(), ap.Port())
}

// version is network for the family of ap: "tcp4", "tcp6".
func version(network string, ap netip.AddrPort) string {
	if ap.Addr().Unmap().Is4() {
		return network + "4"
	}
	return network + "6"
}
