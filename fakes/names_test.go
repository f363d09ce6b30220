package fakes_test

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"ravel/core"
	"ravel/fakes"
	"ravel/fakes/fabric"
)

// resolved is what a search comes to when a second has passed.
func resolved(n *fakes.Network, r *fakes.Reactor, name string) string {
	d := r.Resolve(name)
	if err := n.Run(time.Second); err != nil {
		return err.Error()
	}
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

func TestHostsKnowEachOthersNames(t *testing.T) {
	n := fakes.NewNetwork()
	r := n.Host("client", "10.0.0.1")
	n.Host("Server", "10.0.0.2", "fd00::2")
	n.SetName("www.example.org", "10.0.0.2")
	for name, addrs := range map[string]string{
		"server":           "[10.0.0.2 fd00::2]",
		"client":           "[10.0.0.1]",
		"WWW.example.org.": "[10.0.0.2]",
		"localhost":        "[127.0.0.1 ::1]",
		"nobody":           `resolve "nobody": no such name`,
	} {
		if got := resolved(n, r, name); got != addrs {
			t.Errorf("%s is %s, want %s", name, got, addrs)
		}
	}
	n.SetName("www.example.org")
	if got := resolved(n, r, "www.example.org"); got != `resolve "www.example.org": no such name` {
		t.Errorf("a name that was taken back is %s", got)
	}
	defer func() {
		if recover() == nil {
			t.Error("a bad name was taken")
		}
	}()
	n.SetName("two words", "10.0.0.1")
}

func TestASearchTakesItsTimeAndSeesWhatIsTrueThen(t *testing.T) {
	n := fakes.NewNetwork()
	r := n.HostWith("client", fakes.Config{Searches: fabric.Fixed(time.Minute)})
	d := r.Resolve("late")
	if err := n.Run(time.Minute - 1); err != nil {
		t.Fatal(err)
	}
	n.SetName("late", "10.0.0.9")
	if d.Called() {
		t.Error("it came before its time")
	}
	if err := n.Run(1); err != nil {
		t.Fatal(err)
	}
	if addrs, err, _ := d.Result(); err != nil || fmt.Sprint(addrs) != "[10.0.0.9]" {
		t.Errorf("got %v, %v", addrs, err)
	}
}

func TestSearchesFollowFromTheSeed(t *testing.T) {
	took := func(seed uint64) (d time.Duration) {
		r := fakes.NewReactor(fakes.Config{Seed: seed})
		began := r.Now()
		r.Resolve("host").AddCallback(func(a []netip.Addr) ([]netip.Addr, error) { d = r.Now().Sub(began); return a, nil })
		r.Advance(time.Second)
		return d
	}
	if first, again, other := took(1), took(1), took(2); first != again || first == other {
		t.Errorf("seed 1 takes %v, then %v, seed 2 %v", first, again, other)
	}
}

var _ core.Names = (*fakes.Reactor)(nil)
