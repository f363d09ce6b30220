package main

import (
	"errors"
	"fmt"
	"strings"

	"ravel/core"
	ends "ravel/transports/endpoint"
	"ravel/transports/native"
)

// plain reports whether the endpoint is no more than a kind and an address or path. Those are read without
// the grammar of endpoint strings, in which a path with a colon would need an escape.
func (e endpoint) plain() bool {
	switch e.kind {
	case "tcp", "tcp6", "udp":
		return !strings.ContainsAny(e.rest, `=\`) && (e.rest == "" || strings.Trim(e.rest, "0123456789") != "")
	case "unix":
		return !strings.ContainsAny(e.rest, `=\`)
	}
	return !knows(e.kind)
}

func knows(kind string) bool {
	s := ends.Standard()
	_, stream := s.Servers[kind]
	_, datagram := s.Datagrams[kind]
	return stream || datagram
}

// endpointStrings is what the grammar is read with.
func endpointStrings() *ends.Strings {
	return ends.Standard(ends.StandardConfig{Inherited: func() ([]ends.Inherited, error) {
		fds, err := native.ListenFDs(false)
		inherited := make([]ends.Inherited, len(fds))
		for i, fd := range fds {
			inherited[i] = ends.Inherited{FD: fd.FD, Name: fd.Name}
		}
		return inherited, err
	}})
}

// check reads an endpoint by the grammar; text is what the user has written.
func (e endpoint) check(text string) error {
	var err error
	if e.kind == "udp" {
		_, err = endpointStrings().Datagram(text)
	} else {
		_, err = endpointStrings().Server(text)
	}
	if err != nil {
		return usagef("%w", err)
	}
	return nil
}

// listenString is listen for an endpoint that is not plain.
func (e endpoint) listenString(r core.Reactor, s service, wrap func(core.Factory) core.Factory) (port, endpoint, error) {
	if e.kind == "udp" {
		if s.datagram == nil {
			return nil, e, usagef("endpoint %q: %s is served over streams only", e, s.name)
		}
		d, err := endpointStrings().Datagram(e.String())
		if err != nil {
			return nil, e, err
		}
		t, err := atOnce(d.ListenDatagram(r, s.datagram(r)))
		if err != nil {
			return nil, e, err
		}
		return t, endpoint{e.kind, t.LocalAddr().String()}, nil
	}
	server, err := endpointStrings().Server(e.String())
	if err != nil {
		return nil, e, err
	}
	l, err := atOnce(server.Listen(r, wrap(s.stream(r))))
	if err != nil {
		return nil, e, fmt.Errorf("endpoint %q: %w", e, err)
	}
	if e.standardIO() {
		return l, e, nil
	}
	return l, endpoint{e.kind, l.Addr().String()}, nil
}

// atOnce is the result of what takes no time.
func atOnce[T any](d *core.Deferred[T]) (T, error) {
	v, err, ok := d.Result()
	if !ok {
		return v, errors.New("listening takes time there, which serve does not wait for")
	}
	d.AddErrback(func(error) (T, error) { return *new(T), nil })
	return v, err
}
