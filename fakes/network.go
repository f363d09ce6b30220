package fakes

import (
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"time"

	"ravel/core"
	"ravel/fakes/fabric"
	"ravel/fakes/kernel"
)

// NetworkConfig describes a network. The zero value is a perfect one without delay.
type NetworkConfig struct {
	// Seed seeds every choice: the fabric's, and each reactor's Rand.
	Seed uint64
	// Links is what the links between different hosts do.
	Links fabric.Link
	// Chooser replaces the one that Seed would make.
	Chooser fabric.Chooser
	// Epoch is when time begins. Default: midnight UTC on 1 January 2000.
	Epoch time.Time
	// Logger takes what the reactors log. Default: slog.Default().
	Logger *slog.Logger
}

// ErrStuck is a network in which work never ends without time passing, such as calls without delay
// that ask for each other for ever.
var ErrStuck = errors.New("no end of work at one instant")

// instantMax is how many events happen at one instant at most.
const instantMax = 10_000_000

// A Network is hosts with reactors, joined by a fabric. One goroutine runs them all: everything that is
// due at the earliest instant happens, then the reactors that have something to do make a turn, in the
// order in which they came to have it. It belongs to that goroutine; only Post is for others.
type Network struct {
	// Fabric has the links: Cut, Heal, Reset, SetLink, Hash.
	Fabric *fabric.Fabric

	c        NetworkConfig
	reactors []*Reactor
	names    core.StaticResolver
	sites    map[string]fabric.Site // of choices that are a host's own, by label
	started  int                    // of reactors, how many Run has looked at
	hosts    int                    // there have been
	dead     int                    // of reactors, how many have no power
	wakes    uint64
	idle     int // turns since the last event
	instant  time.Time
	events   int // at instant
	moving   bool
	looking  bool // at reactors, one after the other
}

// NewNetwork is a network without hosts. A configuration may be given, at most one.
func NewNetwork(c ...NetworkConfig) *Network {
	cfg := one("NewNetwork", c)
	return &Network{
		Fabric: fabric.New(fabric.Config{Links: cfg.Links, Chooser: cfg.Chooser, Seed: cfg.Seed, Epoch: cfg.Epoch}),
		c:      cfg,
		names:  core.StaticResolver{},
		sites:  make(map[string]fabric.Site),
	}
}

func one[T any](in string, c []T) (v T) {
	if len(c) > 1 {
		panic("fakes: " + in + " takes at most one configuration")
	}
	if len(c) == 1 {
		v = c[0]
	}
	return v
}

// Host adds a host with IP addresses and returns its reactor. Run and its like start the reactor; one that
// is added while they run, between two turns, is started at once.
func (n *Network) Host(name string, ips ...string) *Reactor {
	c := Config{}
	for _, ip := range ips {
		c.Addrs = append(c.Addrs, netip.MustParseAddr(ip))
	}
	return n.HostWith(name, c)
}

// HostWith is Host with a configuration. Its Seed, if 0, follows from the network's and the host's place.
func (n *Network) HostWith(name string, c Config) *Reactor {
	if c.Seed == 0 {
		c.Seed = n.c.Seed*1_000_003 + uint64(n.hosts) + 1
	}
	if c.Logger == nil {
		c.Logger = n.c.Logger
	}
	r := n.attach(name, c)
	r.autostart = true
	return r
}

func (n *Network) attach(name string, c Config) *Reactor {
	n.sweep()
	kc := c.Kernel
	kc.Name, kc.Place = name, len(n.reactors)
	if c.Addrs != nil {
		kc.Addrs = c.Addrs
	}
	if c.Patience != 0 {
		kc.Patience = c.Patience
	}
	h := n.Fabric.Attach(kc)
	n.nameHost(name, kc.Addrs)
	r := newReactor(n, h, c)
	n.reactors = append(n.reactors, r)
	n.hosts++
	return r
}

// nowhere is the place of a host without power, which may still be queued for a turn.
const nowhere = -1

// sweep takes reactors without power out of the network.
func (n *Network) sweep() {
	if n.dead == 0 || n.looking {
		return
	}
	n.dead = 0
	kept, started := n.reactors[:0], 0
	for i, r := range n.reactors {
		if r.off {
			r.host.SetPlace(nowhere)
			continue
		}
		if i < n.started {
			started++
		}
		r.host.SetPlace(len(kept))
		kept = append(kept, r)
	}
	clear(n.reactors[len(kept):])
	n.reactors, n.started = kept, started
}

// Reactors are the network's reactors in the order of adding, but for those without power.
func (n *Network) Reactors() []*Reactor {
	n.sweep()
	return append([]*Reactor(nil), n.reactors...)
}

// Now is the virtual time.
func (n *Network) Now() time.Time { return n.Fabric.Now() }

// Hash is a hash over every event so far, in order. Two runs of the same seed and program have the same.
func (n *Network) Hash() uint64 { return n.Fabric.Hash() }

// Run lets d pass: everything due on the way happens at its instant. The error is a reactor's, or ErrStuck.
func (n *Network) Run(d time.Duration) error {
	end := n.Now().Add(d)
	return n.drive(end, func() (bool, error) {
		if more, err := n.step(end); more || err != nil {
			return true, err
		}
		n.Fabric.Pass(end)
		return false, nil
	})
}

// RunUntil makes steps until done is true, or limit has passed, and returns what done is then.
func (n *Network) RunUntil(limit time.Duration, done func() bool) (bool, error) {
	end := n.Now().Add(limit)
	err := n.drive(end, func() (bool, error) {
		if done() {
			return false, nil
		}
		if more, err := n.step(end); more || err != nil {
			return true, err
		}
		n.Fabric.Pass(end)
		return false, nil
	})
	return done(), err
}

// RunUntilIdle makes steps until nothing is under way, due or pending, or limit has passed, and reports
// whether it came to that. Time stands at the last event, or at the limit.
func (n *Network) RunUntilIdle(limit time.Duration) (bool, error) {
	end := n.Now().Add(limit)
	err := n.drive(end, func() (bool, error) { return n.step(end) })
	idle := err == nil && n.Fabric.Pending() == 0
	if !idle && err == nil {
		n.Fabric.Pass(end)
	}
	return idle, err
}

// Step makes the next event happen, or one reactor take its turn. It is false if there is neither.
func (n *Network) Step() (bool, error) {
	more := false
	err := n.drive(never, func() (_ bool, err error) {
		more, err = n.step(never)
		return false, err
	})
	return more, err
}

// never is later than every event.
var never = time.Unix(1<<33, 0)

// drive starts reactors that are not running yet, then calls move until it is false or an error.
func (n *Network) drive(end time.Time, move func() (bool, error)) error {
	if n.moving {
		panic("fakes: a network is run from inside one of its own turns")
	}
	if end.Before(n.Now()) {
		panic("fakes: time cannot go back")
	}
	n.moving = true
	defer func() { n.moving = false }()
	n.idle = 0
	if err := n.start(); err != nil {
		return err
	}
	for {
		if more, err := move(); !more || err != nil {
			return err
		}
	}
}

func (n *Network) start() error {
	n.looking = true
	defer func() { n.looking = false }()
	for n.started < len(n.reactors) {
		r := n.reactors[n.started]
		n.started++
		if r.autostart && !r.begun && !r.closed {
			if err := r.Start(); err != nil {
				return fmt.Errorf("%s: %w", r.host.Name(), err)
			}
		}
	}
	return nil
}

// step is one turn or one event, up to and with the instant end.
func (n *Network) step(end time.Time) (bool, error) {
	n.sweep()
	if n.started < len(n.reactors) { // a host was added since
		if err := n.start(); err != nil {
			return false, err
		}
	}
	if w := n.Fabric.Wakes(); w != n.wakes {
		n.wakes = w
		for _, r := range n.reactors {
			if r.host.Ready() {
				r.host.Touch()
			}
		}
	}
	// What is due at this instant has arrived before anybody looks.
	if n.Fabric.Step(n.Now()) {
		return true, n.happened()
	}
	if h := n.Fabric.NextRunnable(); h != nil {
		if n.idle++; n.idle > chainMax*len(n.reactors) {
			return false, n.stuck(h)
		}
		if h.Place() == nowhere {
			return true, nil
		}
		return true, n.turn(n.reactors[h.Place()])
	}
	if !n.Fabric.Step(end) {
		return false, nil
	}
	return true, n.happened()
}

// happened counts an event.
func (n *Network) happened() error {
	n.idle = 0
	if now := n.Now(); now != n.instant {
		n.instant, n.events = now, 0
	}
	if n.events++; n.events > instantMax {
		return n.stuck(nil)
	}
	return nil
}

func (n *Network) stuck(h *kernel.Host) error {
	if h == nil {
		return fmt.Errorf("%w: %d events at %v", ErrStuck, instantMax, n.Now())
	}
	return fmt.Errorf("%w: %d turns of %s at %v without an event", ErrStuck, n.idle, h.Name(), n.Now())
}

// turn has r make one turn, and sets the alarm for its next deadline.
func (n *Network) turn(r *Reactor) error {
	if r.over() {
		r.disarm()
		return nil
	}
	if r.stalled {
		return nil // without Turned it does not come again
	}
	failed := false
	defer func() { // Goexit passes here too, and others go on with the network
		switch {
		case r.off:
			r.bury() // inside its own turn
		case !failed:
			r.host.Turned()
			r.settle()
		}
	}()
	err := r.Loop.Iterate(0)
	failed = err != nil
	if failed && !r.off {
		return fmt.Errorf("%s: %w", r.host.Name(), err)
	}
	return nil
}
