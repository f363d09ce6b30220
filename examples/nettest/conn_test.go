package nettest

import (
	"context"
	"net"
	"testing"

	"golang.org/x/net/nettest"

	"ravel/core"
	"ravel/transports/endpoint"
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
	if client, err = netbridge.Dial(context.Background(), r, endpoint.TCPClient{Addr: l.Addr().String()}); err != nil {
		stop()
		return nil, nil, nil, err
	}
	if server, err = l.Accept(); err != nil {
		stop()
		return nil, nil, nil, err
	}
	return client, server, stop, nil
}
