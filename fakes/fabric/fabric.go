package fabric

import (
	"net/netip"
	"sync/atomic"
	"time"

	"ravel/fakes/kernel"
)

// epoch is when every fabric's time begins, unless its Config says otherwise.
var epoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// Config describes a fabric. The zero value works.
type Config struct {
	// Links is what links between different hosts do. Default: they are perfect.
	Links Link
	// Chooser decides. Default: NewSeeded(Seed).
	Chooser Chooser
	Seed    uint64
	// Epoch is when time begins. Default: midnight UTC on 1 January 2000.
	Epoch time.Time
}

// A Fabric joins hosts. It belongs to one goroutine.
type Fabric struct {
	epoch   time.Time
	now     int64
	time    time.Time // epoch + now
	queue   queue
	pool    pool
	chooser Chooser
	usual   Link
	sites   int
	nodes   []*node
	owners  map[netip.Addr]*node // looked up, never ranged over
	byHost  map[*kernel.Host]*node
	last    *node // the node that byHost found last
	flows   uint64
	numbers uint64

	runnable []*kernel.Host
	turn     int // of runnable, the first that waits
	woken    atomic.Uint64

	hash           digest
	events, chunks uint64
	lastWait       int64 // when a host waited last
	waits          int   // how often since
}

// A node is a host's place: its name and addresses stay when the host is replaced.
type node struct {
	name  string
	index int
	host  *kernel.Host
	links []*link // to the other nodes, by index
}

var _ kernel.Wire = (*Fabric)(nil)

// New is a fabric without hosts.
func New(c Config) *Fabric {
	if c.Chooser == nil {
		c.Chooser = NewSeeded(c.Seed)
	}
	if c.Epoch.IsZero() {
		c.Epoch = epoch
	}
	return &Fabric{
		epoch: c.Epoch, time: c.Epoch, chooser: c.Chooser, usual: c.Links, hash: fnvOffset,
		owners: make(map[netip.Addr]*node), byHost: make(map[*kernel.Host]*node),
	}
}

// Attach makes a host. A host of the same name as one that was closed or detached takes its place, links
// and addresses. A name or address that another host has is a panic.
func (f *Fabric) Attach(c kernel.Config) *kernel.Host {
	h := kernel.New(f, c)
	n := f.find(c.Name)
	if n == nil {
		n = &node{name: c.Name, index: len(f.nodes)}
		f.nodes = append(f.nodes, n)
	} else if n.host != nil && !n.host.Closed() {
		panic("fabric: there is a host " + c.Name + " already")
	}
	for _, a := range c.Addrs {
		if o := f.owners[a]; o != nil && o != n {
			panic("fabric: " + o.name + " has the address " + a.String() + " already")
		}
		f.owners[a] = n
	}
	f.forget(n)
	n.host = h
	f.byHost[h] = n
	return h
}

// Detach takes h off the network, as the loss of its power does: nobody is told, and what arrives for it
// is lost until its name is attached again.
func (f *Fabric) Detach(h *kernel.Host) {
	n := f.node(h)
	if n == nil {
		return
	}
	f.forget(n)
	n.host = nil
	f.eachLink(func(l *link) {
		if l.from == n {
			for _, w := range l.flows {
				w.broken = true
				w.dropHeld()
			}
		}
	})
	h.PowerOff()
}

// forget ends n's present host.
func (f *Fabric) forget(n *node) {
	delete(f.byHost, n.host)
	f.last = nil
}

func (f *Fabric) find(name string) *node {
	for _, n := range f.nodes {
		if n.name == name {
			return n
		}
	}
	return nil
}

func (f *Fabric) named(name string) *node {
	n := f.find(name)
	if n == nil {
		panic("fabric: there is no host " + name)
	}
	return n
}

func (f *Fabric) node(h *kernel.Host) *node {
	if f.last != nil && f.last.host == h {
		return f.last
	}
	n := f.byHost[h]
	f.last = n
	return n
}

// owner is who has the address a, as h sees it.
func (f *Fabric) owner(h *kernel.Host, a netip.Addr) *node {
	if h.Local(a) {
		return f.node(h)
	}
	return f.owners[a]
}

// Now is the virtual time.
func (f *Fabric) Now() time.Time { return f.time }

// Elapsed is how much virtual time has passed.
func (f *Fabric) Elapsed() time.Duration { return time.Duration(f.now) }

// Hash is the hash over every event so far.
func (f *Fabric) Hash() uint64 { return uint64(f.hash) }

// Events is how many events there were, and Chunks how many of them brought data to a host.
func (f *Fabric) Events() uint64 { return f.events }

// Chunks is how many segments of data and datagrams were delivered.
func (f *Fabric) Chunks() uint64 { return f.chunks }

// Pending is how many things are under way.
func (f *Fabric) Pending() int { return f.queue.live() }

// Segment returns an empty segment.
func (f *Fabric) Segment(n int) *kernel.Segment { return f.pool.get(n) }

// Free takes a segment back.
func (f *Fabric) Free(s *kernel.Segment) { f.pool.put(s) }

// Number counts up.
func (f *Fabric) Number() uint64 {
	f.numbers++
	return f.numbers
}

// Local adds what moved on one host alone to the hash.
func (f *Fabric) Local(h *kernel.Host, p []byte) {
	f.hash.word(uint64(f.node(h).index)<<8 | 0xff)
	f.hash.bytes(p)
}

// Alarm rings r once, d from now.
func (f *Fabric) Alarm(d time.Duration, r kernel.Ringer) *kernel.Segment {
	s := f.pool.get(0)
	s.Kind, s.Ringer = kernel.ALARM, r
	f.queue.push(f.now+int64(max(d, 0)), s)
	return s
}

// Cancel prevents an alarm.
func (f *Fabric) Cancel(s *kernel.Segment) {
	s.Kind, s.Ringer = kernel.Nothing, nil
	f.queue.dead++
	f.queue.compact(f.pool.put)
}

// next is the instant of the first event.
func (f *Fabric) next() (at int64, ok bool) {
	for len(f.queue.heap) > 0 {
		if e := &f.queue.heap[0]; e.s.Kind != kernel.Nothing {
			return e.at, true
		}
		f.pool.put(f.queue.pop().s)
		f.queue.dead--
	}
	return 0, false
}

// Next is when the next event happens, if one will.
func (f *Fabric) Next() (time.Time, bool) {
	at, ok := f.next()
	if !ok {
		return time.Time{}, false
	}
	return f.epoch.Add(time.Duration(at)), true
}

// Step makes the next event happen, and its instant the present. It is false if there is none up to
// and with limit.
func (f *Fabric) Step(limit time.Time) bool { return f.step(int64(limit.Sub(f.epoch))) }

func (f *Fabric) step(limit int64) bool {
	at, ok := f.next()
	if !ok || at > limit {
		return false
	}
	f.pass(at)
	f.happen(f.queue.pop().s)
	return true
}

// Pass lets time pass until t. It does not make anything happen: nothing may be due before t.
func (f *Fabric) Pass(t time.Time) { f.pass(int64(t.Sub(f.epoch))) }

func (f *Fabric) pass(at int64) {
	if at > f.now {
		f.now = at
		f.time = f.epoch.Add(time.Duration(at))
	}
}

// happen delivers s.
func (f *Fabric) happen(s *kernel.Segment) {
	f.events++
	f.hash.word(uint64(f.now))
	if s.Kind == kernel.ALARM {
		f.hash.word(uint64(kernel.ALARM))
		r := s.Ringer
		f.pool.put(s)
		r.Ring()
		return
	}
	host, id := s.Host, uint64(0)
	if w, ok := s.Flow.(*flow); ok {
		id = w.id
		if w.tail == s {
			w.tail = nil
		}
		if host == nil {
			host = w.link.to.host
		}
	}
	f.hash.word(uint64(s.Kind) | uint64(s.Count)<<8 | id<<32)
	if s.Kind == kernel.DATA || s.Kind == kernel.PACKET {
		f.chunks++
		f.hash.bytes(s.Data)
	}
	if host == nil {
		f.pool.put(s)
		return
	}
	host.Deliver(s)
}
