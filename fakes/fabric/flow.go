package fabric

import (
	"net/netip"

	"ravel/fakes/kernel"
)

// A flow is one direction of one TCP connection.
type flow struct {
	f        *Fabric
	link     *link // nil if nobody has the address
	src, dst netip.AddrPort
	id       uint64
	last     int64           // when what was sent last arrives
	tail     *kernel.Segment // data that was sent last and is still under way
	from, to uint64          // the connection's numbers at both ends, once known
	broken   bool
	index    int // in link.flows
	// What waits on a link that is cut.
	held, heldTail *kernel.Segment
	alarm          *kernel.Segment
}

var _ kernel.Flow = (*flow)(nil)

// Open makes a direction of a stream.
func (f *Fabric) Open(h *kernel.Host, src, dst netip.AddrPort) kernel.Flow {
	f.flows++
	w := &flow{f: f, src: src, dst: dst, id: f.flows}
	if to := f.owner(h, dst.Addr()); to != nil {
		w.link = f.link(f.node(h), to)
		w.index = len(w.link.flows)
		w.link.flows = append(w.link.flows, w)
	}
	return w
}

func (w *flow) Src() netip.AddrPort { return w.src }
func (w *flow) Dst() netip.AddrPort { return w.dst }

// Close takes the flow out of its link.
func (w *flow) Close() {
	if w.link == nil || w.index < 0 {
		return
	}
	list := w.link.flows
	last := len(list) - 1
	list[w.index] = list[last]
	list[w.index].index = w.index
	list[last] = nil
	w.link.flows = list[:last]
	w.index = -1
	if w.link.cut {
		// Nobody repeats what a closed socket had sent.
		w.dropHeld()
	}
}

// Take says how much of n bytes is taken at once.
func (w *flow) Take(n int) int {
	l := w.link
	if l == nil || l.PartialPPM == 0 || n < 2 || !w.f.chance(&l.partial, l.PartialPPM) {
		return n
	}
	return n - int(w.f.below(&l.size, uint64(n)))
}

// Send sends s after everything sent before.
func (w *flow) Send(s *kernel.Segment) {
	s.Flow = w
	if s.To != 0 {
		w.from, w.to = s.From, s.To
	}
	l := w.link
	switch {
	case l == nil || w.broken:
		w.f.pool.put(s)
	case l.cut:
		w.hold(s)
	case l.plain:
		w.arrive(s, w.f.now)
	default:
		w.cross(s)
	}
}

// arrive has s arrive at at, or when what was sent before has arrived.
func (w *flow) arrive(s *kernel.Segment, at int64) {
	w.last = max(w.last, at)
	w.tail = s
	w.f.queue.push(w.last, s)
}

// cross sends s over a link that is not plain.
func (w *flow) cross(s *kernel.Segment) {
	f, l := w.f, w.link
	switch s.Kind {
	case kernel.SYN, kernel.SYNACK:
		if f.chance(&l.syn, l.SYNLossPPM) {
			f.pool.put(s)
			return
		}
	case kernel.DATA:
		if f.chance(&l.reset, l.ResetPPM) {
			f.pool.put(s)
			w.breakDown()
			return
		}
		if w.join(s) {
			return
		}
		if l.Resegment {
			w.cutUp(s)
			return
		}
	}
	w.arrive(s, f.now+f.draw(&l.Latency, &l.latency))
}

// join adds the bytes of s to those sent last, if they are still under way and chance will have it.
func (w *flow) join(s *kernel.Segment) bool {
	t := w.tail
	if t == nil || t.Kind != kernel.DATA || len(t.Data)+len(s.Data) > cap(t.Data) ||
		!w.f.chance(&w.link.coalesce, w.link.CoalescePPM) {
		return false
	}
	t.Data = append(t.Data, s.Data...)
	w.f.pool.put(s)
	return true
}

// piecesMax is the most pieces that one segment is cut into; the last is whatever is left.
const piecesMax = 32

// cutUp sends s in pieces. No two arrive at one instant, or the receiver would not see the cut.
func (w *flow) cutUp(s *kernel.Segment) {
	f, l := w.f, w.link
	rest := s.Data
	for range piecesMax - 1 {
		n := w.pieceOf(len(rest))
		if n == len(rest) {
			break
		}
		p := f.pool.get(n)
		p.Kind, p.To, p.From, p.Flow = s.Kind, s.To, s.From, s.Flow
		copy(p.Data, rest[:n])
		w.arrive(p, max(f.now+f.draw(&l.Latency, &l.latency), w.last+1))
		rest = rest[n:]
	}
	n := copy(s.Data, rest)
	s.Data = s.Data[:n]
	w.arrive(s, max(f.now+f.draw(&l.Latency, &l.latency), w.last+1))
}

// smallMax is the longest of the small pieces that headers are cut into.
const smallMax = 16

// pieceOf chooses how much of n bytes comes first: all of it, one byte, a few, or any number.
func (w *flow) pieceOf(n int) int {
	if n < 2 {
		return n
	}
	f, l := w.f, w.link
	switch f.below(&l.piece, 4) {
	case 1:
		return 1
	case 2:
		return 1 + int(f.below(&l.size, uint64(min(n, smallMax))))
	case 3:
		return 1 + int(f.below(&l.size, uint64(n)))
	}
	return n
}

// breakDown resets the connection at both ends.
func (w *flow) breakDown() {
	if w.broken || w.from == 0 || w.to == 0 {
		return
	}
	w.broken = true
	w.dropHeld()
	f := w.f
	at := f.now
	if !w.link.plain {
		at += f.draw(&w.link.Latency, &w.link.latency)
	}
	for _, end := range []struct {
		host *kernel.Host
		to   uint64
	}{{w.link.to.host, w.to}, {w.link.from.host, w.from}} {
		s := f.pool.get(0)
		s.Kind, s.To, s.Flow, s.Host = kernel.RST, end.to, w, end.host
		w.last = max(w.last, at)
		f.queue.push(w.last, s)
	}
	w.tail = nil
}

// hold keeps s until the link is mended. What the system would not repeat is lost.
func (w *flow) hold(s *kernel.Segment) {
	switch s.Kind {
	case kernel.RST:
		w.dropHeld()
		fallthrough
	case kernel.SYN, kernel.SYNACK:
		w.f.pool.put(s)
		return
	}
	if w.held == nil {
		w.held = s
		w.alarm = w.f.Alarm(GiveUp, w)
	} else {
		w.heldTail.Next = s
	}
	w.heldTail = s
}

// resume sends what was held.
func (w *flow) resume() {
	s := w.held
	w.held, w.heldTail = nil, nil
	w.disarm()
	for s != nil {
		next := s.Next
		s.Next = nil
		w.Send(s)
		s = next
	}
}

func (w *flow) dropHeld() {
	for s := w.held; s != nil; {
		next := s.Next
		w.f.pool.put(s)
		s = next
	}
	w.held, w.heldTail = nil, nil
	w.disarm()
}

func (w *flow) disarm() {
	if w.alarm != nil {
		w.f.Cancel(w.alarm)
		w.alarm = nil
	}
}

// Ring gives up: the sender learns that nothing gets through.
func (w *flow) Ring() {
	w.alarm = nil
	w.dropHeld()
	w.broken = true
	s := w.f.pool.get(0)
	s.Kind, s.To, s.Flow, s.Host = kernel.TIMEOUT, w.from, w, w.link.from.host
	w.f.queue.push(w.f.now, s)
}
