package sim

import (
	"fmt"
	"log/slog"
	"net/netip"
	"time"

	"ravel/core"
	"ravel/fakes"
	"ravel/fakes/fabric"
)

// nodesMax is how many nodes a world can have: one address each in 10.0.0.0/16.
const nodesMax = 1 << 16

// A World is nodes, what lies between them, and what must hold.
type World struct {
	// Net is the network below: Fabric.Partition, Fabric.Reset and the like.
	Net *fakes.Network

	seed       uint64
	nodes      []*Node
	properties []*property
	failures   []string
}

func newWorld(seed uint64) *World {
	return &World{
		Net:  fakes.NewNetwork(fakes.NetworkConfig{Seed: seed, Logger: slog.New(slog.DiscardHandler)}),
		seed: seed,
	}
}

// Seed is what everything in the world follows from.
func (w *World) Seed() uint64 { return w.seed }

// Now is the world's time.
func (w *World) Now() time.Time { return w.Net.Now() }

// Links makes every link between different nodes like l.
func (w *World) Links(l fabric.Link) { w.Net.Fabric.SetLinks(l) }

// A Node is a host of a world that runs one program.
type Node struct {
	world   *World
	name    string
	ip      netip.Addr
	start   func(r core.Reactor)
	reactor *fakes.Reactor
	lives   uint64
}

// Node adds a host that runs start when the world does, on a reactor of its own. The name is unique.
func (w *World) Node(name string, start func(r core.Reactor)) *Node {
	i := len(w.nodes) + 1
	if i >= nodesMax {
		panic("sim: more nodes than addresses")
	}
	n := &Node{world: w, name: name, ip: netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)}), start: start}
	w.nodes = append(w.nodes, n)
	n.boot()
	return n
}

func (n *Node) boot() {
	n.lives++
	n.reactor = n.world.Net.HostWith(n.name, fakes.Config{
		// A node that comes back draws other numbers than in its life before.
		Seed:  n.world.seed ^ uint64(len(n.world.nodes))<<32 ^ n.lives<<48 | 1,
		Addrs: []netip.Addr{n.ip},
	})
	n.reactor.CallWhenRunning(func() { n.start(n.reactor) })
}

// Name is the node's name.
func (n *Node) Name() string { return n.name }

// Addr is "ip:port" of the node.
func (n *Node) Addr(port uint16) string { return netip.AddrPortFrom(n.ip, port).String() }

// Reactor is the reactor of the node's present life.
func (n *Node) Reactor() *fakes.Reactor { return n.reactor }

// PowerOff takes the node off the network without a word to anybody. It is called between turns, as from
// After and Every; nothing happens if the node is off.
func (n *Node) PowerOff() {
	if n.reactor == nil {
		return
	}
	n.world.collect(n)
	n.reactor.PowerOff()
	n.reactor = nil
}

// Restart starts the node's program anew, powering it off first if it is on.
func (n *Node) Restart() {
	n.PowerOff()
	n.boot()
}

// After has f called when d has passed, between turns: it belongs to the world and not to a node.
func (w *World) After(d time.Duration, f func()) { w.Net.Fabric.Alarm(d, call(f)) }

// Every has f called each time another d has passed.
func (w *World) Every(d time.Duration, f func()) {
	if d <= 0 {
		panic("sim: Every of no time")
	}
	w.After(d, func() {
		f()
		w.Every(d, f)
	})
}

// call is a function as something that an alarm rings.
type call func()

func (c call) Ring() { c() }

// Failf makes the run fail.
func (w *World) Failf(format string, args ...any) {
	w.failures = append(w.failures, fmt.Sprintf(format, args...))
}

// collect takes over what failed on a node, and what nobody there has handled.
func (w *World) collect(n *Node) {
	for _, err := range append(n.reactor.Failures(), n.reactor.Scope().Unhandled()...) {
		w.Failf("%s: %v", n.name, err)
	}
}
