package reactortest

import (
	"fmt"
	"net/netip"
	"strings"
	"time"

	"ravel/core"
)

// namesCases hold core.Names. None asks the reactor's own resolver, which on a real system asks the world.
func namesCases() []Case {
	needs := []Facet{Names}
	table := core.StaticResolver{"web.example": {netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("fd00::1")}}
	return []Case{
		{"NAM-001", "an IP address is answered as it is, and nobody is asked", needs, func(s *Script) {
			s.names().SetResolver(core.FailingResolver{Err: errJob})
			for _, ip := range []string{"10.0.0.1", "::1", "fe80::1%lo", "::ffff:10.0.0.1"} {
				s.wantResolved("an address", s.names().Resolve(ip), "["+ip+"]")
			}
		}},
		{"NAM-002", "localhost is this host, and nobody is asked", needs, func(s *Script) {
			s.names().SetResolver(core.FailingResolver{Err: errJob})
			for _, name := range []string{"localhost", "LocalHost.", "db.localhost"} {
				s.wantResolved("RFC 6761 6.3", s.names().Resolve(name), "[127.0.0.1 ::1]")
			}
		}},
		{"NAM-003", "what cannot be a name is refused with ErrBadName, and nobody is asked", needs, func(s *Script) {
			s.names().SetResolver(core.FailingResolver{Err: errJob})
			for _, name := range []string{"", ".", "a..b", "two words", "10.0.0.256", "127.1", "a:80", "-a", strings.Repeat("a", 64)} {
				wantFailed(s, "a bad name", s.names().Resolve(name), core.ErrBadName)
			}
		}},
		{"NAM-004", "SetResolver replaces the resolver and returns the one before; nil is the reactor's own", needs, func(s *Script) {
			own := s.names().Resolver()
			s.Want("there is one", own != nil)
			s.Want("it is returned", s.names().SetResolver(table) == own)
			s.wantResolved("the new one is asked", s.names().Resolve("Web.Example."), "[10.0.0.1 fd00::1]")
			_, static := s.names().SetResolver(nil).(core.StaticResolver)
			s.Want("the new one is returned", static)
			s.Want("the reactor's own is back", s.names().Resolver() == own)
		}},
		{"NAM-005", "a name that nobody knows is ErrNameNotFound, and the error names it", needs, func(s *Script) {
			s.names().SetResolver(table)
			d := s.names().Resolve("db.example")
			_, err, _ := d.Result()
			want(s, "it says which", fmt.Sprint(err), `resolve "db.example": no such name`)
			wantFailed(s, "it is known why", d, core.ErrNameNotFound)
		}},
		{"NAM-006", "a slow resolver is waited for while turns go on", needs, func(s *Script) {
			s.names().SetResolver(core.SlowResolver{Clock: s.R, Delay: 2 * tick, Resolver: table})
			d := s.names().Resolve("web.example")
			s.Want("nothing has come yet", !d.Called())
			s.Until("it comes", d.Called)
			s.wantResolved("it is the answer", d, "[10.0.0.1 fd00::1]")
		}},
		{"NAM-007", "cancelling a search reaches the resolver, and leaves nothing behind", needs, func(s *Script) {
			l := &Log{}
			s.names().SetResolver(core.ResolverFunc(func(string) *core.Deferred[[]netip.Addr] {
				return core.NewDeferred(func(*core.Deferred[[]netip.Addr]) { l.Note("cancelled") })
			}))
			d := s.names().Resolve("web.example")
			d.Cancel()
			s.WantLog("the resolver is told", l, "cancelled")
			wantFailed(s, "it has failed", d, core.ErrCancelled)
			want(s, "no call is left", len(s.R.DelayedCalls()), 0)
		}},
		{"NAM-008", "a search can be given a limit of time", needs, func(s *Script) {
			s.names().SetResolver(core.SlowResolver{Clock: s.R, Delay: time.Hour, Resolver: table})
			d := s.names().Resolve("web.example").Timeout(s.R, 2*tick)
			s.Until("it is over", d.Called)
			wantFailed(s, "it is late", d, core.ErrTimeout)
			want(s, "no call is left", len(s.R.DelayedCalls()), 0)
		}},
		{"NAM-009", "a failing resolver's reason is the failure, and resolvers can be asked in turn", needs, func(s *Script) {
			s.names().SetResolver(core.FailingResolver{Err: errJob})
			wantFailed(s, "its reason", s.names().Resolve("web.example"), errJob)
			s.names().SetResolver(core.Resolvers{core.StaticResolver{}, table})
			s.wantResolved("the second knows", s.names().Resolve("web.example"), "[10.0.0.1 fd00::1]")
		}},
		{"NAM-010", "a shutdown cancels searches that are under way", needs, func(s *Script) {
			s.names().SetResolver(core.SlowResolver{Clock: s.R})
			var d *core.Deferred[[]netip.Addr]
			s.RunWith(func() {
				d = s.names().Resolve("web.example")
				s.Stop()
			})
			wantFailed(s, "it was cancelled", d, core.ErrCancelled)
			want(s, "no call is left", len(s.R.DelayedCalls()), 0)
		}},
		{"NAM-011", "ResolverOf a reactor is its names", needs, func(s *Script) {
			s.names().SetResolver(table)
			s.wantResolved("the reactor is asked", core.ResolverOf(s.R).Resolve("web.example"), "[10.0.0.1 fd00::1]")
		}},
	}
}

// names are the reactor's.
func (s *Script) names() core.Names { return s.R.(core.Names) }

// wantResolved fails unless d has these addresses.
func (s *Script) wantResolved(why string, d *core.Deferred[[]netip.Addr], addrs string) {
	s.Helper()
	got, err, ok := d.Result()
	s.Want(fmt.Sprintf("%s: it has addresses, not %v", why, err), ok && err == nil)
	want(s, why, fmt.Sprint(got), addrs)
}
