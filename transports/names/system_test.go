package names_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ravel/core"
	"ravel/transports/names"
)

// resolve asks a resolver whose jobs the rig's simulated pool does, and waits.
func (g *rig) resolve(r core.Resolver, name string) *core.Deferred[[]netip.Addr] {
	d := r.Resolve(name)
	g.r.RunUntilIdle(0)
	for !d.Called() && g.r.Pending() > 0 {
		g.r.Iterate(-1)
	}
	return d
}

func TestHosts(t *testing.T) {
	g := newRig(t, names.Config{})
	path := filepath.Join(t.TempDir(), "hosts")
	hosts := names.Hosts{Reactor: g.r, Path: path}
	d := g.resolve(hosts, "web")
	if _, err, _ := d.Result(); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want that there is no file", err)
	}
	g.wants("it says so", d, `resolve "web": open `+path+`: no such file or directory`)
	if err := os.WriteFile(path, []byte("10.0.0.1 web\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	g.wants("the file is read each time", g.resolve(hosts, "web"), "[10.0.0.1]")
	g.wants("what is not in it", g.resolve(hosts, "db"), `resolve "db": no such name`)

	opened := ""
	hosts = names.Hosts{Reactor: g.r, Open: func(path string) (io.ReadCloser, error) {
		opened = path
		return io.NopCloser(strings.NewReader("10.0.0.2 web")), nil
	}}
	g.wants("files may be anybody's", g.resolve(hosts, "web"), "[10.0.0.2]")
	if opened != "/etc/hosts" {
		t.Errorf("the usual file is %q", opened)
	}
}

// mute is a net.Resolver whose servers cannot be reached.
func mute(err error) *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		return nil, err
	}}
}

func TestSystem(t *testing.T) {
	g := newRig(t, names.Config{})
	// Every Go resolver answers these without a server.
	g.wants("an address", g.resolve(names.System{Reactor: g.r}, "127.0.0.1"), "[127.0.0.1]")

	unreachable := errors.New("no server")
	d := g.resolve(names.System{Reactor: g.r, Lookup: mute(unreachable)}, "a.invalid")
	_, err, _ := d.Result()
	var named *core.NameError
	if !errors.As(err, &named) || named.Name != "a.invalid" || !strings.Contains(err.Error(), "no server") {
		t.Errorf("got %v, want what went wrong, for what name", err)
	}
	came(d)

	late := &net.DNSError{Err: "i/o timeout", IsTimeout: true}
	d = g.resolve(names.System{Reactor: g.r, Lookup: mute(late)}, "a.invalid")
	if _, err, _ := d.Result(); !errors.Is(err, core.ErrTimeout) {
		t.Errorf("got %v, want a timeout", err)
	}
	came(d)
}
