package nettest

import (
	"context"
	"net"
	"testing"

	"golang.org/x/net/nettest"

	"ravel/core"
	"ravel/transports/endpoint"
	"ravel/transports/gonet"
	"ravel/transports/native"
	"ravel/transports/netbridge"
)

func TestConn(t *testing.T) {
	for _, backend := range native.Backends() {
		t.Run(backend, func(t *testing.T) {
			nettest.TestConn(t, func() (client, server net.Conn, stop func(), err error) { return pipe(backend) })
		})
	}
}

// The same on conns that are transports of conns: TCP of Go's net, a transport over that, a conn over that.
func TestConnOverATransportOverAConn(t *testing.T) {
	nettest.TestConn(t, func() (client, server net.Conn, stop func(), err error) {
		r, err := native.Open(native.Config{NoSignals: true})
		if err != nil {
			return nil, nil, nil, err
		}
		tcp, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, nil, nil, err
		}
		b := gonet.New(r)
		l, err := netbridge.Listen(r, func(f core.Factory) (core.Listener, error) { return b.Listen(tcp, f) })
		if err != nil {
			return nil, nil, nil, err
		}
		return joined(r, l, dialler{b, tcp.Addr().String()})
	})
}

// A dialler is a client endpoint whose conns are Go's.
type dialler struct {
	b  *gonet.Bridge
	to string
}

func (d dialler) Connect(r core.Reactor, f core.Factory) *core.Deferred[core.Protocol] {
	return endpoint.TCPClient{Addr: d.to}.Connect(bridged{r, d.b}, f)
}

// A bridged is a reactor whose TCP is dialled by Go's net.
type bridged struct {
	core.Reactor
	b *gonet.Bridge
}

func (r bridged) ConnectTCP(addr string, f core.Factory, c ...core.ConnectConfig) (core.Connector, error) {
	return r.b.Connect(gonet.Address("tcp", addr), func(ctx context.Context) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "tcp", addr)
	}, f, c...)
}

// pipe is both ends of a TCP connection on a reactor of its own.
func pipe(backend string) (client, server net.Conn, stop func(), err error) {
	r, err := native.Open(native.Config{Backend: backend, NoSignals: true})
	if err != nil {
		return nil, nil, nil, err
	}
	l, err := netbridge.Listen(r, func(f core.Factory) (core.Listener, error) { return r.ListenTCP("127.0.0.1:0", f) })
	if err != nil {
		return nil, nil, nil, err
	}
	return joined(r, l, endpoint.TCPClient{Addr: l.Addr().String()})
}

// joined has r run, and is both ends of a connection to l through e.
func joined(r *native.Reactor, l net.Listener, e core.ClientEndpoint) (client, server net.Conn, stop func(), err error) {
	over := make(chan error)
	go func() { over <- r.Run(context.Background()) }()
	stop = func() {
		for _, c := range []net.Conn{client, server} {
			if c != nil {
				c.Close()
			}
		}
		l.Close()
		r.Post(func() { r.Stop() })
		<-over
		r.Close()
	}
	if client, err = netbridge.Dial(context.Background(), r, e); err != nil {
		stop()
		return nil, nil, nil, err
	}
	if server, err = l.Accept(); err != nil {
		stop()
		return nil, nil, nil, err
	}
	return client, server, stop, nil
}
