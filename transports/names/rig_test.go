package names_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"testing"

	"ravel/core"
	"ravel/fakes"
	"ravel/transports/names"
)

// A rig is names over a real loop on a simulated host.
type rig struct {
	*testing.T
	r     *fakes.Reactor
	names *names.Names
}

func newRig(t *testing.T, c names.Config) *rig {
	r := fakes.NewReactor(fakes.Config{Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	g := &rig{T: t, r: r, names: names.New(r.Loop, c)}
	t.Cleanup(func() { r.CheckLeaks(t) })
	return g
}

// wants fails unless d came to that; "pending" is no result yet.
func (g *rig) wants(why string, d *core.Deferred[[]netip.Addr], wanted string) {
	g.Helper()
	if got := came(d); got != wanted {
		g.Errorf("%s: got %s, want %s", why, got, wanted)
	}
}

func came(d *core.Deferred[[]netip.Addr]) string {
	addrs, err, ok := d.Result()
	switch {
	case !ok:
		return "pending"
	case err != nil:
		d.AddErrback(func(error) ([]netip.Addr, error) { return nil, nil })
		return err.Error()
	}
	return fmt.Sprint(addrs)
}

// addrs is a list of addresses.
func addrs(of ...string) (list []netip.Addr) {
	for _, a := range of {
		list = append(list, netip.MustParseAddr(a))
	}
	return list
}
