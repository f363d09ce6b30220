package names

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"slices"

	"ravel/core"
)

// A System resolves names as the operating system does, on the reactor's thread pool: the hosts file, then
// DNS, as it is configured. Cancelling ends the context of the search.
type System struct {
	// Reactor has core.Threads.
	Reactor core.Clock
	// Lookup is the Resolver to ask. Default: net.DefaultResolver.
	Lookup *net.Resolver
}

// Resolve implements core.Resolver.
func (s System) Resolve(name string) *core.Deferred[[]netip.Addr] {
	resolver := s.Lookup
	if resolver == nil {
		resolver = net.DefaultResolver
	}
	return core.DeferToThread(s.Reactor, func(ctx context.Context) ([]netip.Addr, error) {
		addrs, err := resolver.LookupNetIP(ctx, "ip", name)
		if err != nil {
			return nil, systemError(name, err)
		}
		return unmapped(addrs), nil
	})
}

// unmapped are the addresses as the families that they are of, each once.
func unmapped(addrs []netip.Addr) []netip.Addr {
	var list []netip.Addr
	for _, a := range addrs {
		if a = a.Unmap(); !slices.Contains(list, a) {
			list = append(list, a)
		}
	}
	return list
}

// systemError is what a failed search means here.
func systemError(name string, err error) error {
	var dns *net.DNSError
	if errors.As(err, &dns) {
		switch {
		case dns.IsNotFound:
			return &core.NameError{Name: name, Err: core.ErrNameNotFound}
		case dns.IsTimeout:
			return &core.NameError{Name: name, Err: timeoutError{err}}
		}
	}
	return &core.NameError{Name: name, Err: err}
}

// timeoutError is the system's own limit of time.
type timeoutError struct{ error }

func (e timeoutError) Unwrap() []error { return []error{core.ErrTimeout, e.error} }

// Hosts resolves names by a hosts file alone, which is read anew for each name, on the reactor's thread
// pool.
type Hosts struct {
	// Reactor has core.Threads.
	Reactor core.Clock
	// Path is the file. Default: /etc/hosts.
	Path string
	// Open opens it, on the pool's goroutine. Default: the operating system's files.
	Open func(path string) (io.ReadCloser, error)
}

// Resolve implements core.Resolver.
func (h Hosts) Resolve(name string) *core.Deferred[[]netip.Addr] {
	return core.DeferToThread(h.Reactor, func(context.Context) ([]netip.Addr, error) {
		table, err := h.read()
		if err != nil {
			return nil, &core.NameError{Name: name, Err: err}
		}
		if addrs := table[name]; len(addrs) > 0 {
			return addrs, nil
		}
		return nil, &core.NameError{Name: name, Err: core.ErrNameNotFound}
	})
}

func (h Hosts) read() (core.StaticResolver, error) {
	path, open := h.Path, h.Open
	if path == "" {
		path = "/etc/hosts"
	}
	if open == nil {
		open = func(path string) (io.ReadCloser, error) { return os.Open(path) }
	}
	f, err := open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, HostsMax+1))
	if err != nil {
		return nil, err
	}
	return ParseHosts(text), nil
}
