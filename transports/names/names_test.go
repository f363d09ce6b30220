package names_test

import (
	"errors"
	"net/netip"
	"testing"
	"time"

	"ravel/core"
	"ravel/transports/names"
)

func TestWhatIsAnsweredWithoutAsking(t *testing.T) {
	g := newRig(t, names.Config{Resolver: core.FailingResolver{Err: errors.New("asked")}})
	for name, answer := range map[string]string{
		"10.0.0.1":           "[10.0.0.1]",
		"::1":                "[::1]",
		"fe80::1%eth0":       "[fe80::1%eth0]",
		"localhost":          "[127.0.0.1 ::1]",
		"LocalHost.":         "[127.0.0.1 ::1]",
		"a.b.localhost":      "[127.0.0.1 ::1]",
		"":                   `resolve "": bad name: it is empty`,
		"10.0.0.256":         `resolve "10.0.0.256": bad name: it ends in a number and is no IP address`,
		"two words":          `resolve "two words": bad name: the character ' '`,
		"notlocalhost":       `resolve "notlocalhost": asked`,
		"localhost.evil.org": `resolve "localhost.evil.org": asked`,
	} {
		g.wants("the answer to "+name, g.names.Resolve(name), answer)
	}
}

func TestTheResolverIsAskedForThePlainName(t *testing.T) {
	asked := ""
	g := newRig(t, names.Config{Resolver: core.ResolverFunc(func(name string) *core.Deferred[[]netip.Addr] {
		asked = name
		return core.Succeed(addrs("10.0.0.1"))
	})})
	g.wants("it answers", g.names.Resolve("Example.ORG."), "[10.0.0.1]")
	if asked != "example.org" {
		t.Errorf("it was asked for %q", asked)
	}
}

func TestSetResolver(t *testing.T) {
	own := core.StaticResolver{"a": addrs("10.0.0.1")}
	g := newRig(t, names.Config{Resolver: own})
	slow := core.SlowResolver{Clock: g.r, Delay: time.Second, Resolver: core.StaticResolver{"a": addrs("10.0.0.2")}}
	if before := g.names.SetResolver(slow); came(before.Resolve("a")) != "[10.0.0.1]" {
		t.Error("it returns the one before")
	}
	under := g.names.Resolve("a")
	before := g.names.SetResolver(core.FailingResolver{Err: errors.New("no")})
	if _, is := before.(core.SlowResolver); !is {
		t.Errorf("it returned %v, want the slow one", before)
	}
	g.wants("the new one is asked", g.names.Resolve("a"), `resolve "a": no`)
	g.names.SetResolver(nil)
	g.wants("nil is the reactor's own", g.names.Resolver().Resolve("a"), "[10.0.0.1]")
	g.r.Advance(time.Second)
	g.wants("a search under way stays where it began", under, "[10.0.0.2]")
}

func TestSearchesHaveALimitOfTime(t *testing.T) {
	g := newRig(t, names.Config{Timeout: time.Minute})
	g.names.SetResolver(core.SlowResolver{Clock: g.r})
	d := g.names.Resolve("a")
	g.r.Advance(59 * time.Second)
	g.wants("not yet", d, "pending")
	g.r.Advance(time.Second)
	if _, err, _ := d.Result(); !errors.Is(err, core.ErrTimeout) {
		t.Errorf("got %v, want a timeout", err)
	}
	g.wants("it says for what", d, `resolve "a": no result within 1m0s`)

	usual := newRig(t, names.Config{})
	usual.names.SetResolver(core.SlowResolver{Clock: usual.r})
	d = usual.names.Resolve("a")
	usual.r.Advance(60 * time.Second)
	usual.wants("the usual limit is a minute", d, `resolve "a": no result within 1m0s`)

	patient := newRig(t, names.Config{Timeout: -1})
	patient.names.SetResolver(core.SlowResolver{Clock: patient.r})
	d = patient.names.Resolve("a")
	patient.r.Advance(time.Hour)
	patient.wants("a negative one is none", d, "pending")
	d.Cancel()
	patient.wants("but it can be cancelled", d, `resolve "a": cancelled`)
}

func TestCancelReachesTheResolver(t *testing.T) {
	g := newRig(t, names.Config{})
	cancelled := 0
	g.names.SetResolver(core.ResolverFunc(func(string) *core.Deferred[[]netip.Addr] {
		return core.NewDeferred(func(*core.Deferred[[]netip.Addr]) { cancelled++ })
	}))
	d := g.names.Resolve("a")
	d.Cancel()
	if cancelled != 1 {
		t.Errorf("the resolver was told %d times", cancelled)
	}
	g.wants("it has failed", d, `resolve "a": cancelled`)
}

func TestAResolverThatMisbehaves(t *testing.T) {
	g := newRig(t, names.Config{})
	g.wants("the usual one knows nothing", g.names.Resolve("a"), `resolve "a": no such name`)
	g.names.SetResolver(core.ResolverFunc(func(string) *core.Deferred[[]netip.Addr] { panic("boom") }))
	g.wants("a panic is a failure", g.names.Resolve("a"), `resolve "a": panic in a callback: boom`)
	g.names.SetResolver(core.ResolverFunc(func(string) *core.Deferred[[]netip.Addr] { return nil }))
	g.wants("and so is nothing", g.names.Resolve("a"), `resolve "a": a callback that has to return a Deferred returned nil`)
	g.names.SetResolver(core.ResolverFunc(func(string) *core.Deferred[[]netip.Addr] {
		return core.Succeed[[]netip.Addr](nil)
	}))
	g.wants("no address is no name", g.names.Resolve("a"), `resolve "a": no such name`)
}

func TestAShutdownCancelsSearches(t *testing.T) {
	g := newRig(t, names.Config{})
	g.names.SetResolver(core.SlowResolver{Clock: g.r})
	if err := g.r.Start(); err != nil {
		t.Fatal(err)
	}
	first, second, third := g.names.Resolve("a"), g.names.Resolve("b"), g.names.Resolve("c")
	second.Cancel()
	g.wants("one in the middle is cancelled", second, `resolve "b": cancelled`)
	if err := g.r.Stop(); err != nil {
		t.Fatal(err)
	}
	g.r.Turn()
	g.wants("those under way are", first, `resolve "a": cancelled`)
	g.wants("all of them", third, `resolve "c": cancelled`)
}
