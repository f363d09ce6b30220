// Package fabric is what lies between simulated hosts: links, latency, faults, and time itself.
//
// A [Fabric] owns the virtual clock and one queue of everything that is under way, ordered by instant
// and, within one, by the order of sending. It attaches hosts by their IP addresses and carries their
// segments over links, one for each ordered pair of hosts. A [Link] whose fields are zero is perfect:
// no delay, no fault, in order. A host's link to itself is one like any other.
//
// Whatever could go one way or another is asked of one [Chooser] at a named [Site]. 0 is always the
// plainest answer (no fault, no delay, nothing cut), so a Chooser that says 0 for ever is a perfect
// network. [Seeded] answers by seed and site alone: one message more on one link changes no other link.
//
// The map:
//
//	fabric.go    Fabric: hosts, time, Step
//	queue.go     the queue: a 4-ary heap with its keys in the array
//	pool.go      segments and their buffers, used again
//	link.go      Link: latency, cutting, joining, losing, resetting; partitions
//	latency.go   delay distributions in integer arithmetic, the same on every machine
//	flow.go      one direction of one TCP connection: in order, or not at all
//	packet.go    datagrams: routing, loss, doubles, disorder
//	choose.go    Chooser, Site, Seeded
//	hash.go      the running hash over every event
//	wait.go      a host that lets time pass by itself
//
// TCP's bytes are never lost, doubled, reordered or corrupted. On a link that is cut they wait, and the
// sender's connection fails after [GiveUp]; handshakes, resets and datagrams are lost there.
package fabric
