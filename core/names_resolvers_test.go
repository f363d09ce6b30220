package core_test

import (
	"errors"
	"fmt"
	"net/netip"
	"testing"
	"time"

	"ravel/core"
)

// addrs is a list of addresses.
func addrs(of ...string) (list []netip.Addr) {
	for _, a := range of {
		list = append(list, netip.MustParseAddr(a))
	}
	return list
}

// wantResolved fails unless d came to that; "pending" is no result yet.
func wantResolved(t *testing.T, why string, d *core.Deferred[[]netip.Addr], wanted string) {
	t.Helper()
	got := "pending"
	if v, err, ok := d.Result(); ok {
		got = fmt.Sprint(v)
		if err != nil {
			got = err.Error()
			d.AddErrback(func(error) ([]netip.Addr, error) { return nil, nil })
		}
	}
	if got != wanted {
		t.Errorf("%s: got %s, want %s", why, got, wanted)
	}
}

func TestStaticResolver(t *testing.T) {
	table := core.StaticResolver{"a": addrs("10.0.0.1", "10.0.0.2"), "empty": nil}
	first := table.Resolve("a")
	wantResolved(t, "what is in the table", first, "[10.0.0.1 10.0.0.2]")
	given, _, _ := first.Result()
	given[0] = netip.Addr{}
	wantResolved(t, "what was given is not the table's", table.Resolve("a"), "[10.0.0.1 10.0.0.2]")
	wantResolved(t, "what is not", table.Resolve("b"), `resolve "b": no such name`)
	wantResolved(t, "a name without addresses", table.Resolve("empty"), `resolve "empty": no such name`)
}

func TestFailingResolver(t *testing.T) {
	wantResolved(t, "it says why", core.FailingResolver{Err: errors.New("no weather")}.Resolve("a"), `resolve "a": no weather`)
}

func TestSlowResolver(t *testing.T) {
	clock := newNamesClock()
	slow := core.SlowResolver{Clock: clock, Delay: time.Minute, Resolver: core.StaticResolver{"a": addrs("10.0.0.1")}}
	d := slow.Resolve("a")
	clock.advance(59 * time.Second)
	wantResolved(t, "not before its time", d, "pending")
	clock.advance(time.Second)
	wantResolved(t, "then it answers", d, "[10.0.0.1]")

	given := slow.Resolve("a")
	given.Cancel()
	wantResolved(t, "cancelled, it gives up", given, "cancelled")
	if n := clock.timers.Len(); n != 0 {
		t.Errorf("%d calls are left", n)
	}
	never := core.SlowResolver{Clock: clock}.Resolve("a")
	clock.advance(time.Hour)
	wantResolved(t, "without a resolver it never answers", never, "pending")
	never.Cancel()
	wantResolved(t, "but can be cancelled", never, "cancelled")
}

func TestResolvers(t *testing.T) {
	clock := newNamesClock()
	slow := core.SlowResolver{Clock: clock, Delay: time.Second, Resolver: core.StaticResolver{"b": addrs("10.0.0.2")}}
	three := core.Resolvers{
		core.StaticResolver{"a": addrs("10.0.0.1")}, slow, core.FailingResolver{Err: core.ErrTimeout},
	}
	wantResolved(t, "the first knows", three.Resolve("a"), "[10.0.0.1]")
	b, c := three.Resolve("b"), three.Resolve("c")
	clock.advance(time.Second)
	wantResolved(t, "or the second", b, "[10.0.0.2]")
	wantResolved(t, "or the last fails", c, `resolve "c": timed out`)

	impatient := core.Resolvers{core.FailingResolver{Err: core.ErrTimeout}, core.StaticResolver{"a": addrs("10.0.0.1")}}
	wantResolved(t, "who does not answer is not passed by", impatient.Resolve("a"), `resolve "a": timed out`)
	wantResolved(t, "nobody knows anything", core.Resolvers{}.Resolve("a"), `resolve "a": no such name`)

	cancelled := three.Resolve("b")
	cancelled.Cancel()
	wantResolved(t, "cancelling reaches who is asked just now", cancelled, "cancelled")
	if n := clock.timers.Len(); n != 0 {
		t.Errorf("%d calls are left", n)
	}
}

// bareClock is a Clock that can do nothing else, and not even that.
type bareClock struct{ core.Clock }

// A namesClock is moved by hand.
type namesClock struct {
	now    time.Time
	timers *core.Timers
}

func newNamesClock() *namesClock {
	c := &namesClock{now: time.Unix(0, 0)}
	c.timers = core.NewTimers(c.Now)
	return c
}

func (c *namesClock) Now() time.Time { return c.now }

func (c *namesClock) CallLater(d time.Duration, f func()) *core.DelayedCall {
	return c.timers.CallLater(d, f)
}

func (c *namesClock) advance(d time.Duration) {
	c.now = c.now.Add(d)
	c.timers.Pass(c.now, func(f func()) { f() })
}
