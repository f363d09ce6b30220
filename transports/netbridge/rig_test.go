package netbridge_test

import (
	"context"
	"net"
	"testing"
	"time"

	"ravel/core"
	"ravel/transports/endpoint"
	"ravel/transports/native"
	"ravel/transports/netbridge"
)

// patience is how long a test waits for what must come about.
const patience = 10 * time.Second

// serving is a reactor that runs, and a listener on it.
func serving(t testing.TB) (*native.Reactor, *netbridge.Listener) {
	t.Helper()
	r, err := native.Open(native.Config{Seed: 1, NoSignals: true})
	if err != nil {
		t.Fatal(err)
	}
	l, err := netbridge.Listen(r, func(f core.Factory) (core.Listener, error) { return r.ListenTCP("127.0.0.1:0", f) })
	if err != nil {
		t.Fatal(err)
	}
	over := make(chan error)
	go func() { over <- r.Run(context.Background()) }()
	t.Cleanup(func() {
		r.Post(func() { r.Stop() })
		if err := <-over; err != nil {
			t.Error(err)
		}
		r.Close()
	})
	return r, l
}

// dial connects to l through r.
func dial(t testing.TB, r *native.Reactor, l net.Listener) net.Conn {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	c, err := netbridge.Dial(ctx, r, endpoint.TCPClient{Addr: l.Addr().String()})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// pair is both ends of a connection, closed with the test.
func pair(t testing.TB) (r *native.Reactor, client, server net.Conn) {
	t.Helper()
	r, l := serving(t)
	client = dial(t, r, l)
	server, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close(); server.Close(); l.Close() })
	return r, client, server
}
