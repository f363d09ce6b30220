package gonet

import (
	"fmt"
	"net"

	"ravel/core"
	"ravel/core/port"
	"ravel/transports/blocking"
)

// Serve begins the life of a connection over conn with the protocol that f builds, whose ConnectionMade is
// called before it returns. conn is given, also when there is an error: a factory that refuses is
// core.ErrConnectionRefused.
func (b *Bridge) Serve(conn net.Conn, f core.Factory, c ...core.ConnConfig) (core.Transport, error) {
	cfg := last(c)
	s, err := blocking.New(b.set, conn, options(cfg))
	if err != nil {
		return nil, fmt.Errorf("serving a connection: %w", err)
	}
	t, err := b.reactor.Streams().ServeFactory(s, network(conn.LocalAddr()), f, cfg)
	if err != nil {
		return nil, fmt.Errorf("serving a connection: %w", err)
	}
	return t, nil
}

// network is that of a, which a conn of somebody's may lack.
func network(a net.Addr) string {
	if a == nil {
		return "conn"
	}
	return a.Network()
}

// Listen is a port whose connections are those that l accepts. l is given, also when there is an error. Of the
// configuration what concerns the socket of a port is l's business. An error of l's Accept is logged, and
// accepting goes on a little later; after net.ErrClosed nothing more comes.
func (b *Bridge) Listen(l net.Listener, f core.Factory, c ...core.ListenConfig) (core.Listener, error) {
	cfg := last(c)
	s, err := blocking.Listen(b.set, l, options(cfg.ConnConfig))
	if err != nil {
		return nil, &core.ListenError{Addr: Address(l.Addr().Network(), l.Addr().String()), Err: err}
	}
	p, err := b.reactor.Streams().ServeListener(s, l.Addr().Network(), f, cfg.ConnConfig)
	if err != nil {
		return nil, err
	}
	return &listener{Listener: p, b: b, sock: s}, nil
}

// A listener is a port that is closed when the net.Listener is, whose Close may take its time.
type listener struct {
	core.Listener
	b       *Bridge
	sock    *blocking.Listener
	waiting []func() // who is told that the port is closed, in the order of asking; the first has asked sock
}

// StopListening is documented at core.Listener.
func (l *listener) StopListening(done func()) {
	if done == nil {
		l.Listener.StopListening(nil)
		return
	}
	l.Listener.StopListening(func() {
		l.waiting = append(l.waiting, done)
		if len(l.waiting) == 1 && l.sock.Over(func() { l.b.reactor.Post(l.tell) }) {
			l.tell()
		}
	})
}

// tell calls the first that waits; each of the others has a call of its own, whatever becomes of this one.
func (l *listener) tell() {
	done := l.waiting[0]
	l.waiting = l.waiting[1:]
	if len(l.waiting) > 0 {
		l.b.reactor.Post(l.tell)
	}
	done()
}

// Address is an address of network, to say where Connect goes: host:port with an IP address, or whatever
// names a place there.
func Address(network, at string) core.Addr {
	a := blocking.Address(place{network, at})
	return core.Addr{Net: network, AddrPort: a.AddrPort, Path: a.Path}
}

type place struct{ network, at string }

func (p place) Network() string { return p.network }
func (p place) String() string  { return p.at }

func options(c core.ConnConfig) blocking.Options {
	return blocking.Options{NoDelay: !c.Delay, KeepAlive: c.KeepAlive}
}

// last is the configuration that was given, if one was.
func last[C any](cs []C) (c C) {
	if len(cs) > 1 {
		panic("gonet: more than one configuration")
	}
	if len(cs) == 1 {
		c = cs[0]
	}
	return c
}

func seam(a core.Addr) port.Addr { return port.Addr{AddrPort: a.AddrPort, Path: a.Path} }
