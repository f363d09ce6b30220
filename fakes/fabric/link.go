package fabric

import "time"

// A Link says what one direction between two hosts does to what crosses it. The zero value is perfect.
// Chances are in ppm: 1,000,000 is always.
type Link struct {
	Latency Latency

	// Resegment cuts what TCP sends into pieces, mostly whole ones, often of one byte or a few, each
	// with a latency of its own.
	Resegment bool
	// CoalescePPM is the chance that bytes join those of their connection that are still under way.
	CoalescePPM int
	// PartialPPM is the chance that Send takes only a part.
	PartialPPM int
	// ResetPPM is the chance that a data segment is lost and its connection reset at both ends.
	ResetPPM int
	// SYNLossPPM is the chance that a SYN or its answer is lost.
	SYNLossPPM int

	// LossPPM, DuplicatePPM and ReorderPPM are the chances of a datagram to be lost, to come twice, and
	// to be held back for up to ReorderMax (default 1 ms).
	LossPPM, DuplicatePPM, ReorderPPM int
	ReorderMax                        time.Duration
}

// GiveUp is how long a connection's bytes wait on a link that is cut before its sender sees ETIMEDOUT
// (Linux: tcp_retries2).
const GiveUp = 924600 * time.Millisecond

// A link is one direction between two nodes.
type link struct {
	Link
	plain    bool // the Link is the zero value
	cut      bool
	from, to *node
	flows    []*flow // those that are open

	latency, piece, size, coalesce, partial, reset, syn, loss, duplicate, reorder Site
}

// link finds the direction between two nodes.
func (f *Fabric) link(from, to *node) *link {
	for len(from.links) <= to.index {
		from.links = append(from.links, nil)
	}
	l := from.links[to.index]
	if l == nil {
		l = &link{from: from, to: to}
		if from != to {
			l.Link = f.usual
		}
		l.plain = l.Link == Link{}
		f.label(l)
		from.links[to.index] = l
	}
	return l
}

// label names the sites of l.
func (f *Fabric) label(l *link) {
	name := "link " + l.from.name + "->" + l.to.name + " "
	for _, s := range []struct {
		site *Site
		what string
	}{
		{&l.latency, "latency"}, {&l.piece, "piece"}, {&l.size, "size"}, {&l.coalesce, "coalesce"},
		{&l.partial, "partial"}, {&l.reset, "reset"}, {&l.syn, "syn"}, {&l.loss, "loss"},
		{&l.duplicate, "duplicate"}, {&l.reorder, "reorder"},
	} {
		*s.site = f.site(name + s.what)
	}
}

// SetLinks makes every link between different hosts, present and future, like l.
func (f *Fabric) SetLinks(l Link) {
	f.usual = l
	f.eachLink(func(k *link) {
		if k.from != k.to {
			k.set(l)
		}
	})
}

// SetLink makes the link from a to b like l. Hosts are named; a and b may be the same.
func (f *Fabric) SetLink(a, b string, l Link) { f.link(f.named(a), f.named(b)).set(l) }

func (k *link) set(l Link) {
	k.Link = l
	k.plain = l == Link{}
}

// eachLink calls do for each link that exists, in the order of hosts.
func (f *Fabric) eachLink(do func(*link)) {
	for _, n := range f.nodes {
		for _, l := range n.links {
			if l != nil {
				do(l)
			}
		}
	}
}

// Cut stops what a sends to b. What is under way still arrives.
func (f *Fabric) Cut(a, b string) { f.link(f.named(a), f.named(b)).cut = true }

// Mend undoes Cut: streams go on where they were.
func (f *Fabric) Mend(a, b string) { f.link(f.named(a), f.named(b)).mend() }

func (k *link) mend() {
	if !k.cut {
		return
	}
	k.cut = false
	for _, w := range k.flows {
		w.resume()
	}
}

// Partition cuts every link between a host of one side and one of the other, both ways.
func (f *Fabric) Partition(one, other []string) {
	for _, a := range one {
		for _, b := range other {
			f.Cut(a, b)
			f.Cut(b, a)
		}
	}
}

// Heal mends every link.
func (f *Fabric) Heal() { f.eachLink((*link).mend) }

// Reset ends every connection from a to b with a reset at both ends; what is under way from a is lost.
func (f *Fabric) Reset(a, b string) {
	l := f.link(f.named(a), f.named(b))
	for _, w := range append([]*flow(nil), l.flows...) {
		w.breakDown()
	}
}
