//go:build linux

package specs

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"syscall"

	"golang.org/x/sys/unix"

	"ravel/core"
	"ravel/reactortest"
	"ravel/transports/gonet"
	"ravel/transports/native"
	"ravel/transports/tls"
)

// Every TCP connection and port of these reactors is one of Go's net behind transports/gonet, on epoll: once as
// net has it, and once as somebody else's conn over it.
var (
	_ = reactortest.Describe("conformance of Go's own net.Conns on epoll", func() reactortest.Bench { return gonetBench(same) })
	_ = reactortest.Describe("conformance of net.Conns over net.Conns on epoll", func() reactortest.Bench { return gonetBench(bare) })
)

func gonetBench(dressed func(net.Conn) net.Conn) reactortest.Bench {
	return reactortest.Bench{
		New: func() core.Reactor { return newGonet(dressed) },
		Lacks: []reactortest.Facet{reactortest.Signals, reactortest.Unheard,
			reactortest.UNIX, reactortest.UNIXDatagram, reactortest.DescriptorPassing, reactortest.Multicast, reactortest.Multicast6,
			reactortest.Adopter, reactortest.Descriptors, reactortest.Processes, reactortest.Terminals, reactortest.StandardIO},
		Host:     reactortest.LocalHost,
		Failures: func(r core.Reactor) []error { return r.(*gonetReactor).native.Failures() },
	}
}

// A gonetReactor is a native reactor whose TCP, and the TLS on it, goes through a gonet.Bridge.
type gonetReactor struct {
	core.Reactor
	core.Scoped
	core.UDP
	core.TLS
	core.Threads
	core.Names
	native  *native.Reactor
	bridge  *gonet.Bridge
	dressed func(net.Conn) net.Conn
}

func newGonet(dressed func(net.Conn) net.Conn) *gonetReactor {
	n, err := native.Open(native.Config{Backend: "epoll", Seed: 1, Logger: quiet(), NoSignals: true})
	if err != nil {
		panic(err)
	}
	r := &gonetReactor{Reactor: n, Scoped: n, UDP: n, Threads: n, Names: n, native: n, bridge: gonet.New(n), dressed: dressed}
	r.TLS = tls.New(n, r)
	return r
}

// ListenTCP is what a program does that brings its own listener.
func (r *gonetReactor) ListenTCP(addr string, f core.Factory, c ...core.ListenConfig) (core.Listener, error) {
	at, err := core.ParseAddrPort(addr, netip.IPv4Unspecified())
	if err != nil {
		return nil, &core.ListenError{Addr: core.Addr{Net: "tcp"}, Err: err}
	}
	network := "tcp4"
	if at.Addr().Is6() {
		network = "tcp6"
	}
	lc := net.ListenConfig{KeepAlive: -1}
	if len(c) > 0 && c[0].ReusePort {
		lc.Control = reusePort
	}
	l, err := lc.Listen(context.Background(), network, at.String())
	if err != nil {
		return nil, &core.ListenError{Addr: core.TCPAddr(at), Err: err}
	}
	return r.bridge.Listen(dressedListener{l, r.dressed}, f, c...)
}

// ConnectTCP is what a program does that brings its own dialer.
func (r *gonetReactor) ConnectTCP(addr string, f core.Factory, c ...core.ConnectConfig) (core.Connector, error) {
	to, err := core.ParseAddrPort(addr, netip.Addr{})
	if err != nil {
		return nil, err
	}
	if !to.Addr().IsValid() {
		return nil, fmt.Errorf("%w %q: no host to connect to", core.ErrInvalidAddress, addr)
	}
	d := net.Dialer{KeepAlive: -1}
	if len(c) > 0 && c[0].Local != "" {
		local, err := core.ParseAddrPort(c[0].Local, to.Addr())
		if err != nil {
			return nil, err
		}
		d.LocalAddr = net.TCPAddrFromAddrPort(local)
	}
	return r.bridge.Connect(core.TCPAddr(to), func(ctx context.Context) (net.Conn, error) {
		conn, err := d.DialContext(ctx, "tcp", to.String())
		if err != nil {
			return nil, err
		}
		return r.dressed(conn), nil
	}, f, c...)
}

// A dressedListener accepts dressed conns.
type dressedListener struct {
	net.Listener
	dressed func(net.Conn) net.Conn
}

func (l dressedListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return l.dressed(conn), nil
}

func same(conn net.Conn) net.Conn { return conn }

// bare is a conn of somebody else's over conn, of which it says no more than *tls.Conn does.
func bare(conn net.Conn) net.Conn { return bareConn{conn} }

type bareConn struct{ net.Conn }

func (c bareConn) NetConn() net.Conn { return c.Conn }

func (c bareConn) CloseWrite() error { return c.Conn.(*net.TCPConn).CloseWrite() }

func reusePort(_, _ string, c syscall.RawConn) (err error) {
	controlErr := c.Control(func(fd uintptr) {
		err = os.NewSyscallError("setsockopt", unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_REUSEPORT, 1))
	})
	return errors.Join(err, controlErr)
}
