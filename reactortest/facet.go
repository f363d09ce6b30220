package reactortest

import (
	"context"
	"errors"
	"slices"
	"strings"

	"ravel/core"
)

// A Facet is something that not every reactor can do.
type Facet string

const (
	IPv6         Facet = "IPv6"
	HalfClose    Facet = "half-close"
	PauseReading Facet = "pausing to read"
	Producers    Facet = "producers"
	Outbox       Facet = "telling what waits in the outbox"
	// UnreadReset is a reset that is told as one also when it stands behind more bytes than were read.
	UnreadReset Facet = "telling of a reset behind unread bytes"
	TCPOptions  Facet = "TCP options"
	ReusePort   Facet = "several ports on one address"
	UDP         Facet = "UDP"
	Broadcast   Facet = "broadcast"
	Multicast   Facet = "multicast"
	// Multicast6 is a Bench that names an interface for it.
	Multicast6 Facet = "multicast over IPv6"
	// Unheard is an interface for IPv4 multicast over which this host can choose not to hear itself. A
	// system's loopback interface may give back what it is given, whatever the socket says.
	Unheard           Facet = "multicast that this host does not hear"
	UNIX              Facet = "UNIX sockets"
	DescriptorPassing Facet = "passing descriptors"
	UNIXDatagram      Facet = "UNIX datagrams"
	Adopter           Facet = "adopting sockets"
	Descriptors       Facet = "watching descriptors"
	TLS               Facet = "TLS"
	Threads           Facet = "a thread pool"
	// Goroutines is a pool that does its jobs on other goroutines than the reactor's.
	Goroutines Facet = "a thread pool of goroutines"
	Names      Facet = "names"
	Processes  Facet = "processes"
	Terminals  Facet = "terminals for processes"
	StandardIO Facet = "standard input and output"
	// Below is a Bench with a Host; what needs descriptors, paths or sockets from outside needs it.
	Below Facet = "a host below"
	// BlackHole is a Host that has one.
	BlackHole Facet = "a black hole"
	// Signals is a Bench that can send them.
	Signals Facet = "signals"
)

// A probe says how to find out whether a facet is there.
type probe struct {
	facet Facet
	there func(s *Script) bool
}

func probes() []probe {
	return []probe{
		{IPv6, hasIPv6},
		{HalfClose, transportIs[core.HalfCloser]},
		{PauseReading, transportIs[core.ReadPauser]},
		{Producers, transportIs[core.Consumer]},
		{Outbox, transportIs[core.Buffered]},
		{UnreadReset, hasUnreadReset},
		{TCPOptions, transportIs[core.TCPOptions]},
		{ReusePort, hasReusePort},
		{UDP, reactorIs[core.UDP]},
		{Broadcast, hasBroadcast},
		{Multicast, reactorIs[core.Multicast]},
		{Multicast6, func(s *Script) bool { return reactorIs[core.Multicast](s) && s.bench.Multicast6 != "" }},
		{Unheard, hasUnheard},
		{UNIX, hasUNIX},
		{DescriptorPassing, passesDescriptors},
		{UNIXDatagram, hasUNIXDatagram},
		{Adopter, reactorIs[core.Adopter]},
		{Descriptors, reactorIs[core.Descriptors]},
		{TLS, reactorIs[core.TLS]},
		{Threads, reactorIs[core.Threads]},
		{Goroutines, hasGoroutines},
		{Names, reactorIs[core.Names]},
		{Processes, hasProcesses},
		{Terminals, hasTerminals},
		{StandardIO, reactorIs[core.StandardIO]},
		{Below, func(s *Script) bool { return s.host != nil }},
		{BlackHole, func(s *Script) bool { return s.host != nil && s.host.BlackHole() != "" }},
		{Signals, func(s *Script) bool { return s.bench.Signal != nil }},
	}
}

// checkFacets fails for each facet that is lacking and not declared so, or declared lacking and there.
func checkFacets(s *Script) {
	s.Helper()
	for _, p := range probes() {
		switch there := p.there(s); {
		case !there && !s.bench.lacks(p.facet):
			s.Errorf("the reactor lacks %s, which its bench does not say: add it to Lacks, or mend the reactor", p.facet)
		case there && s.bench.lacks(p.facet):
			s.Errorf("the bench says that the reactor lacks %s, but it is there: take it out of Lacks", p.facet)
		}
	}
	for _, f := range s.bench.Lacks {
		if !known(f) {
			s.Errorf("the bench lacks %q, which is no facet", string(f))
		}
	}
}

func known(f Facet) bool {
	for _, p := range probes() {
		if p.facet == f {
			return true
		}
	}
	return false
}

func reactorIs[F any](s *Script) bool {
	_, ok := s.R.(F)
	return ok
}

func transportIs[F any](s *Script) bool {
	server, client := s.End("S"), s.End("C")
	s.Pair(server, client)
	_, there := server.Transport.(F)
	_, too := client.Transport.(F)
	return there && too
}

// settlesMax is how many fences something may take that no reactor hurries.
const settlesMax = 100

func hasUnreadReset(s *Script) bool {
	if !transportIs[core.Buffered](s) || !transportIs[core.ReadPauser](s) {
		return false
	}
	server, client := s.clogged(core.ConnConfig{})
	s.Settle()
	server.Abort()
	for n := 0; n < settlesMax && !client.Lost(); n++ {
		s.Settle()
	}
	return client.Lost() && !errors.Is(client.Reason, core.ErrConnectionDone)
}

// hasUNIX is false also where the reactor has the facet and the system does not.
func hasUNIX(s *Script) bool {
	if !reactorIs[core.UNIX](s) {
		return false
	}
	f := s.Factory(&Log{}, s.Ends())
	if _, err := s.R.(core.UNIX).ConnectUNIX("/nobody/listens/here", f.Core()); err != nil {
		return false
	}
	s.Until("it is refused", func() bool { return f.Reason != nil })
	return !errors.Is(f.Reason, core.ErrUnsupported)
}

// hasUNIXDatagram is false also where the reactor has the facet and the system does not.
func hasUNIXDatagram(s *Script) bool {
	if !reactorIs[core.UNIXDatagram](s) {
		return false
	}
	t, err := s.R.(core.UNIXDatagram).ListenUNIXDatagram("", s.Port("nameless").Protocol())
	if err != nil {
		return !errors.Is(err, core.ErrUnsupported)
	}
	t.StopListening(nil)
	return true
}

func passesDescriptors(s *Script) bool {
	if s.host == nil || !hasUNIX(s) {
		return false
	}
	server, client := s.End("S"), s.End("C")
	s.PairUNIX(server, client)
	_, there := client.Transport.(core.DescriptorSender)
	return there
}

// hasProcesses is false also where the reactor has the facet and the system does not.
func hasProcesses(s *Script) bool { return s.spawns(core.ProcessSpec{}) }

func hasTerminals(s *Script) bool { return s.spawns(core.ProcessSpec{PTY: true}) }

// spawns reports whether a shell can be started as spec says.
func (s *Script) spawns(spec core.ProcessSpec) bool {
	if !reactorIs[core.Processes](s) {
		return false
	}
	c := s.Child("P")
	spec.Path, spec.Args = Sh(ShellUnread).Path, Sh(ShellUnread).Args
	if _, err := s.R.(core.Processes).Spawn(c, spec); err != nil {
		return false
	}
	s.Until("the shell ends", c.Ended)
	return true
}

func hasIPv6(s *Script) bool {
	_, err := s.R.ListenTCP("[::1]:0", s.Serve())
	return err == nil
}

func hasReusePort(s *Script) bool {
	shared := core.ListenConfig{ReusePort: true}
	l, err := s.R.ListenTCP(anyPort, s.Serve(), shared)
	if err != nil {
		return false
	}
	_, err = s.R.ListenTCP(l.Addr().String(), s.Serve(), shared)
	return err == nil
}

func hasUnheard(s *Script) bool {
	if !reactorIs[core.Multicast](s) {
		return false
	}
	v := s.family4()
	p, q := s.Port("P"), s.Port("Q")
	m, sender := s.member(v, p), s.member(v, q)
	s.WantNil("it joins", m.JoinGroup(v.group, v.iface))
	s.WantNil("no loopback", sender.SetLoopback(false))
	q.Send("?", v.groupAt(p))
	// What comes behind it has overtaken nothing: a fence alone would say unheard of what is late.
	s.WantNil("loopback again", sender.SetLoopback(true))
	q.Send("!", v.groupAt(p))
	heard := func(what string) bool {
		return slices.ContainsFunc(p.Events(), func(e string) bool { return strings.Contains(e, what) })
	}
	s.Until("the second is heard", func() bool { return heard("!") })
	return !heard("?")
}

func hasBroadcast(s *Script) bool {
	if !reactorIs[core.UDP](s) {
		return false
	}
	p := s.Port("P")
	s.UDP(p)
	_, there := p.Transport.(core.Broadcaster)
	return there
}

func hasGoroutines(s *Script) bool {
	if !reactorIs[core.Threads](s) {
		return false
	}
	// Who waits for the reactor with a context of nobody's blocks: on the reactor's own goroutine that is
	// refused or, where goroutines cannot be told apart, comes to nothing.
	d := core.DeferToThread(s.R, func(context.Context) (bool, error) {
		ctx, cancel := context.WithTimeout(context.Background(), wallPatience/10)
		defer cancel()
		_, err := core.Blocking(ctx, s.R, func() *core.Deferred[int] { return core.Succeed(1) })
		return err == nil, nil
	})
	arrives(s, "a job is done", d)
	there, _, _ := d.Result()
	return there
}
