package endpoint

import (
	"net"
	"net/netip"
	"strconv"

	"ravel/core"
)

// A TCPServer listens on a TCP port.
type TCPServer struct {
	// Addr is as for core.TCP: "127.0.0.1:8007", ":8007".
	Addr   string
	Config core.ListenConfig
}

// Listen implements core.ServerEndpoint.
func (e TCPServer) Listen(r core.Reactor, f core.Factory) *core.Deferred[core.Listener] {
	return core.Try(func() (core.Listener, error) { return r.ListenTCP(e.Addr, f, e.Config) }).On(r)
}

// A TCPClient connects to an IP address. [Hostname] is for names.
type TCPClient struct {
	// Addr is as for core.TCP: "127.0.0.1:8007".
	Addr   string
	Config core.ConnectConfig
}

// Connect implements core.ClientEndpoint.
func (e TCPClient) Connect(r core.Reactor, f core.Factory) *core.Deferred[core.Protocol] {
	return connect(r, f, func(f core.Factory) (core.Connector, error) { return r.ConnectTCP(e.Addr, f, e.Config) })
}

var (
	_ core.ServerEndpoint = TCPServer{}
	_ core.ClientEndpoint = TCPClient{}
)

// hostPort is an address as core.TCP takes it.
func hostPort(host string, port uint16) string {
	return net.JoinHostPort(host, strconv.Itoa(int(port)))
}

// localAddr is an address to bind, without a port or with one.
func localAddr(s string) (string, error) {
	if s == "" {
		return "", nil
	}
	if ip, err := netip.ParseAddr(s); err == nil {
		return hostPort(ip.String(), 0), nil
	}
	if _, err := core.ParseAddrPort(s, netip.Addr{}); err != nil {
		return "", err
	}
	return s, nil
}
