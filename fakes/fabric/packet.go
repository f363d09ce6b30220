package fabric

import (
	"time"

	"ravel/fakes/kernel"
)

// reorderMax is what Link.ReorderMax is by default.
const reorderMax = time.Millisecond

// Packet sends a datagram or a refusal.
func (f *Fabric) Packet(h *kernel.Host, s *kernel.Segment, ways kernel.Ways) {
	from, dst := f.node(h), s.Dst.Addr()
	if !dst.IsMulticast() && !broadcast(from, s) {
		if to := f.owner(h, dst); to != nil {
			f.packet(f.link(from, to), s)
			return
		}
		f.pool.put(s)
		return
	}
	for _, n := range f.nodes {
		if n.host == nil || n == from && ways&kernel.Here == 0 || n != from && ways&kernel.There == 0 {
			continue
		}
		f.packet(f.link(from, n), f.copyOf(s))
	}
	f.pool.put(s)
}

// broadcast is true if s is for every host. To know a broadcast address is the kernel's business: a
// packet to an address that somebody has is for that host alone.
func broadcast(from *node, s *kernel.Segment) bool { return from.host.Broadcasts(s.Dst.Addr()) }

func (f *Fabric) copyOf(s *kernel.Segment) *kernel.Segment {
	c := f.pool.get(len(s.Data))
	copy(c.Data, s.Data)
	c.Kind, c.Src, c.Dst, c.Iface = s.Kind, s.Src, s.Dst, s.Iface
	return c
}

// packet sends s, which is given, over l.
func (f *Fabric) packet(l *link, s *kernel.Segment) {
	s.Host = l.to.host
	if l.cut || s.Host == nil || f.chance(&l.loss, l.LossPPM) {
		f.pool.put(s)
		return
	}
	if f.chance(&l.duplicate, l.DuplicatePPM) {
		c := f.copyOf(s)
		c.Host = s.Host
		f.queue.push(f.packetTime(l), c)
	}
	f.queue.push(f.packetTime(l), s)
}

func (f *Fabric) packetTime(l *link) int64 {
	if l.plain {
		return f.now
	}
	at := f.now + f.draw(&l.Latency, &l.latency)
	if f.chance(&l.reorder, l.ReorderPPM) {
		most := l.ReorderMax
		if most == 0 {
			most = reorderMax
		}
		at += 1 + int64(f.below(&l.reorder, uint64(most)))
	}
	return at
}
