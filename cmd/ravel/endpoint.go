package main

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"syscall"

	"ravel/core"
)

// endpointKinds is what --listen understands, for help and errors.
const endpointKinds = "tcp:HOST:PORT, tcp6:[HOST]:PORT, udp:HOST:PORT, unix:PATH, " +
	"tls:PORT:privateKey=FILE:certKey=FILE, systemd:domain=INET:index=N, fd:N, stdio:, haproxy:ENDPOINT"

// An endpoint is where to listen: "tcp:127.0.0.1:8007".
type endpoint struct {
	kind, rest string
}

// parseEndpoint reads an endpoint string. The error names what was wrong with it.
func parseEndpoint(s string) (endpoint, error) {
	kind, rest, found := strings.Cut(s, ":")
	e := endpoint{kind, rest}
	if !found {
		return e, usagef("endpoint %q has no kind: want %s", s, endpointKinds)
	}
	if !e.plain() {
		return e, e.check(s)
	}
	switch kind {
	case "tcp", "tcp6", "udp":
		ap, err := core.ParseAddrPort(rest, netip.IPv4Unspecified())
		if err != nil {
			return e, usagef("endpoint %q: %w", s, err)
		}
		if kind == "tcp" && !ap.Addr().Is4() {
			return e, usagef("endpoint %q: %s is not an IPv4 address; use tcp6:", s, ap.Addr())
		}
		if kind == "tcp6" {
			if strings.HasPrefix(rest, ":") {
				e.rest = "[::]" + rest
			} else if !ap.Addr().Is6() {
				return e, usagef("endpoint %q: %s is not an IPv6 address; use tcp:", s, ap.Addr())
			}
		}
	case "unix":
		if rest == "" {
			return e, usagef("endpoint %q has no path", s)
		}
	default:
		return e, usagef("unknown endpoint kind %q in %q: want %s", kind, s, endpointKinds)
	}
	return e, nil
}

func (e endpoint) String() string { return e.kind + ":" + e.rest }

// A port is what listening gave: a core.Listener or a core.DatagramTransport.
type port interface{ StopListening(done func()) }

// listen opens e on r for s and returns the port and the endpoint with the address that the system chose.
func (e endpoint) listen(r core.Reactor, s service, wrap func(core.Factory) core.Factory) (port, endpoint, error) {
	if !e.plain() {
		return e.listenString(r, s, wrap)
	}
	if e.kind == "udp" {
		u, ok := r.(core.UDP)
		if !ok {
			return nil, e, fmt.Errorf("endpoint %q: %w: UDP", e, core.ErrUnsupported)
		}
		if s.datagram == nil {
			return nil, e, usagef("endpoint %q: %s is served over streams only", e, s.name)
		}
		t, err := u.ListenUDP(e.rest, s.datagram(r))
		if err != nil {
			return nil, e, err
		}
		return t, endpoint{e.kind, t.LocalAddr().String()}, nil
	}
	var l core.Listener
	var err error
	if f := wrap(s.stream(r)); e.kind == "unix" {
		u, ok := r.(core.UNIX)
		if !ok {
			return nil, e, fmt.Errorf("endpoint %q: %w: UNIX sockets", e, core.ErrUnsupported)
		}
		if l, err = u.ListenUNIX(e.rest, f); errors.Is(err, syscall.EADDRINUSE) && !strings.HasPrefix(e.rest, "@") {
			err = fmt.Errorf("%w: the path exists", err)
		}
	} else {
		l, err = r.ListenTCP(e.rest, f)
	}
	if err != nil {
		return nil, e, err
	}
	return l, endpoint{e.kind, l.Addr().String()}, nil
}
