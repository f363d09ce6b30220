package reactortest

import (
	"net/netip"

	"ravel/core"
)

// multicastCases hold ports that join groups. The interface is always named: the system's own choice may
// lead elsewhere.
func multicastCases() []Case {
	needs := []Facet{Multicast}
	four := func(f func(s *Script, v family)) func(*Script) {
		return func(s *Script) { f(s, s.family4()) }
	}
	six := func(f func(s *Script, v family)) func(*Script) {
		return func(s *Script) { f(s, s.family6()) }
	}
	return []Case{
		{"MC-001", "who has joined a group hears what is sent to it", needs, four(hearsGroup)},
		{"MC-002", "who has not joined hears nothing", needs, four(notJoined)},
		{"MC-003", "who has left hears nothing any more", needs, four(leftGroup)},
		{"MC-004", "without loopback this host does not hear what it sends", []Facet{Multicast, Unheard}, four(noLoopback)},
		{"MC-005", "the options begin with a TTL of 1 and loopback, and can be changed", needs, four(groupOptions)},
		{"MC-006", "several ports can hear one group at one address, if they say so", needs, four(sharedGroup)},
		{"MC-007", "what is no group of the port's family cannot be joined", needs, four(badGroup)},
		{"MC-008", "on a closed port every option is an error", needs, four(closedGroup)},
		{"MC-009", "an interface that does not exist is an error", needs, four(badInterface)},
		{"MC-010", "ports of IPv6 hear their groups as well", []Facet{Multicast6}, six(hearsGroup)},
		{"MC-011", "leaving a group of IPv6", []Facet{Multicast6}, six(leftGroup)},
		{"MC-012", "without loopback over IPv6", []Facet{Multicast6}, six(noLoopback)},
		{"MC-013", "the options of IPv6", []Facet{Multicast6}, six(groupOptions)},
		{"MC-014", "what is no group of IPv6", []Facet{Multicast6}, six(badGroup)},
	}
}

// A family has what differs between IPv4 and IPv6.
type family struct {
	any, same    string // addresses to listen on, and to listen on again
	group        netip.Addr
	other, wrong string // no group, and one of the other family
	iface        string
}

// family4 uses a group of those that no router passes on (RFC 5771 section 4).
func (s *Script) family4() family {
	iface := s.bench.Multicast4
	if iface == "" {
		iface = "lo"
	}
	return family{any: ":0", same: "0.0.0.0", group: netip.MustParseAddr("224.0.0.254"), other: "127.0.0.1", wrong: "ff01::114", iface: iface}
}

// family6 uses a group that stays on the interface (RFC 4291 section 2.7: scope 1, for loopback).
func (s *Script) family6() family {
	return family{any: "[::]:0", same: "::", group: netip.MustParseAddr("ff01::114"), other: "::1", wrong: "224.0.0.254", iface: s.bench.Multicast6}
}

// member opens p as a port that may join groups and sends over v's interface.
func (s *Script) member(v family, p *Port, c ...core.DatagramConfig) core.MulticastTransport {
	s.Helper()
	return s.memberAt(v.any, v, p, c...)
}

func (s *Script) memberAt(addr string, v family, p *Port, c ...core.DatagramConfig) core.MulticastTransport {
	s.Helper()
	t, err := s.R.(core.Multicast).ListenMulticast(addr, p.Protocol(), c...)
	if err != nil {
		s.Fatalf("ListenMulticast(%q): %v", addr, err)
	}
	m, ok := t.(core.MulticastTransport)
	if !ok {
		s.Fatalf("the transport of a multicast port is a %T, which is no core.MulticastTransport", t)
	}
	s.WantNil("it sends over that interface", m.SetOutgoingInterface(v.iface))
	return m
}

// groupAt is v's group at the port that p has.
func (v family) groupAt(p *Port) core.Addr {
	return core.UDPAddr(netip.AddrPortFrom(v.group, p.Addr().AddrPort.Port()))
}

func hearsGroup(s *Script, v family) {
	p, q := s.Port("P"), s.Port("Q")
	m := s.member(v, p)
	s.member(v, q)
	s.WantNil("it joins", m.JoinGroup(v.group, v.iface))
	q.Send("hello, all", v.groupAt(p))
	s.WantEvents("it hears", p.Log, "start", `got "hello, all"`)
}

func notJoined(s *Script, v family) {
	p, q := s.Port("P"), s.Port("Q")
	s.member(v, p)
	s.member(v, q)
	q.Send("hello, all", v.groupAt(p))
	s.Settle()
	s.WantLog("nothing", p.Log, "start")
}

func leftGroup(s *Script, v family) {
	p, q := s.Port("P"), s.Port("Q")
	m := s.member(v, p)
	s.member(v, q)
	s.WantNil("it joins", m.JoinGroup(v.group, v.iface))
	s.WantNil("it leaves", m.LeaveGroup(v.group, v.iface))
	q.Send("hello, all", v.groupAt(p))
	s.Settle()
	s.WantLog("nothing", p.Log, "start")
	s.Want("leaving what was left is an error", m.LeaveGroup(v.group, v.iface) != nil)
}

func noLoopback(s *Script, v family) {
	p, q := s.Port("P"), s.Port("Q")
	m := s.member(v, p)
	sender := s.member(v, q)
	s.WantNil("it joins", m.JoinGroup(v.group, v.iface))
	s.WantNil("no loopback", sender.SetLoopback(false))
	q.Send("not for us", v.groupAt(p))
	s.Settle()
	s.WantLog("nothing", p.Log, "start")
	s.WantNil("loopback again", sender.SetLoopback(true))
	q.Send("for us", v.groupAt(p))
	s.WantEvents("now it hears", p.Log, "start", `got "for us"`)
}

func groupOptions(s *Script, v family) {
	p := s.Port("P")
	m := s.member(v, p)
	ttl, err := m.TTL()
	s.Want("one network", ttl == 1 && err == nil)
	on, err := m.Loopback()
	s.Want("this host hears", on && err == nil)
	s.WantNil("a TTL", m.SetTTL(7))
	s.WantNil("no loopback", m.SetLoopback(false))
	ttl, err = m.TTL()
	s.Want("the TTL is kept", ttl == 7 && err == nil)
	on, err = m.Loopback()
	s.Want("and the loopback", !on && err == nil)
	iface, err := m.OutgoingInterface()
	s.Want("and the interface", iface == v.iface && err == nil)
	s.WantNil("the system's choice", m.SetOutgoingInterface(""))
	iface, err = m.OutgoingInterface()
	s.Want("is one too", iface == "" && err == nil)
	s.Want("a TTL that is none is an error", m.SetTTL(256) != nil)
}

func sharedGroup(s *Script, v family) {
	shared := core.DatagramConfig{ReuseAddr: true}
	p, q, r := s.Port("P"), s.Port("Q"), s.Port("R")
	first := s.member(v, p, shared)
	second := s.memberAt(at(v.same, p.Addr()), v, q, shared)
	s.member(v, r)
	s.WantNil("one joins", first.JoinGroup(v.group, v.iface))
	s.WantNil("the other joins", second.JoinGroup(v.group, v.iface))
	r.Send("both", v.groupAt(p))
	s.WantEvents("the first hears", p.Log, "start", `got "both"`)
	s.WantEvents("the second hears", q.Log, "start", `got "both"`)
}

func badGroup(s *Script, v family) {
	p := s.Port("P")
	m := s.member(v, p)
	for _, group := range []string{v.other, v.wrong} {
		g := netip.MustParseAddr(group)
		s.WantErr("joining "+group, m.JoinGroup(g, v.iface), core.ErrInvalidAddress)
		s.WantErr("leaving "+group, m.LeaveGroup(g, v.iface), core.ErrInvalidAddress)
	}
}

func closedGroup(s *Script, v family) {
	p := s.Port("P")
	m := s.member(v, p)
	p.Transport.StopListening(nil)
	_, ttl := m.TTL()
	_, loop := m.Loopback()
	_, iface := m.OutgoingInterface()
	for _, err := range []error{
		m.JoinGroup(v.group, ""), m.LeaveGroup(v.group, ""), ttl, m.SetTTL(1), loop, m.SetLoopback(true),
		iface, m.SetOutgoingInterface(""),
	} {
		s.WantErr("it is closed", err, core.ErrNotConnected)
	}
}

func badInterface(s *Script, v family) {
	p := s.Port("P")
	m := s.member(v, p)
	s.Want("no group can be joined there", m.JoinGroup(v.group, "no-such-interface") != nil)
	s.Want("and nothing sent through it", m.SetOutgoingInterface("no-such-interface") != nil)
}
