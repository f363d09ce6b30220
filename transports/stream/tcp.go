package stream

import (
	"fmt"
	"net/netip"
	"syscall"

	"ravel/core"
	"ravel/core/port"
)

// errSelf is a connection that met itself.
const errSelf = syscall.ECONNREFUSED

// TCP is a reactor's core.TCP.
type TCP struct{ m *Machine }

var _ core.TCP = (*TCP)(nil)

// NewTCP is m's facet for TCP.
func NewTCP(m *Machine) *TCP { return &TCP{m} }

// Streams is the machine: for packages that make Streams of something else than this reactor's sockets.
func (t *TCP) Streams() *Machine { return t.m }

// ListenTCP is documented at core.TCP.
func (t *TCP) ListenTCP(addr string, f core.Factory, c ...core.ListenConfig) (core.Listener, error) {
	mustFactory(f)
	cfg := last(c)
	at, err := core.ParseAddrPort(addr, netip.IPv4Unspecified())
	if err != nil {
		return nil, &core.ListenError{Addr: core.Addr{Net: "tcp"}, Err: err}
	}
	s, err := t.m.loop.Port().Listen(port.ListenConfig{
		At:        port.Addr{AddrPort: at},
		Backlog:   orDefault(cfg.Backlog, backlog),
		NoDelay:   !cfg.Delay,
		KeepAlive: cfg.KeepAlive,
		ReusePort: cfg.ReusePort,
	})
	if err != nil {
		return nil, &core.ListenError{Addr: core.TCPAddr(at), Err: supported(err)}
	}
	l, err := t.m.listen(s, f, newCommon(t.m, "tcp", cfg.ConnConfig), nil)
	if err != nil {
		return nil, &core.ListenError{Addr: core.TCPAddr(at), Err: err}
	}
	return l, nil
}

// ConnectTCP is documented at core.TCP.
func (t *TCP) ConnectTCP(addr string, f core.Factory, c ...core.ConnectConfig) (core.Connector, error) {
	mustFactory(f)
	cfg := last(c)
	to, err := core.ParseAddrPort(addr, netip.Addr{})
	if err != nil {
		return nil, err
	}
	if !to.Addr().IsValid() {
		return nil, fmt.Errorf("%w %q: no host to connect to", core.ErrInvalidAddress, addr)
	}
	var local netip.AddrPort
	if cfg.Local != "" {
		any := netip.IPv4Unspecified()
		if to.Addr().Is6() {
			any = netip.IPv6Unspecified()
		}
		if local, err = core.ParseAddrPort(cfg.Local, any); err != nil {
			return nil, err
		}
	}
	k := &connector{
		common:  newCommon(t.m, "tcp", cfg.ConnConfig),
		factory: f,
		timeout: orDefault(cfg.Timeout, connectTimeout),
		dial: port.DialConfig{
			To:        port.Addr{AddrPort: to},
			Local:     port.Addr{AddrPort: local},
			NoDelay:   !cfg.Delay,
			KeepAlive: cfg.KeepAlive,
		},
	}
	return k, k.Connect()
}

func orDefault[T comparable](v, standard T) T {
	var zero T
	if v == zero {
		return standard
	}
	return v
}
