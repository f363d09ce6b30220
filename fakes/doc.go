// Package fakes is what protocols meet in specs instead of the world: deterministic, and the same
// contract as the real thing.
//
// The smallest first:
//
//	clock.go               NewClock: a core.Clock moved by hand
//	stringtransport*.go    NewStringTransport: a transport that is a string, for one protocol alone
//	datagramtransport*.go  the same for datagram protocols
//	pump/                  two protocols face to face
//	reactor.go             NewReactor: every facet of a reactor on a simulated host of its own
//	network.go             NewNetwork: many reactors, joined by links with latency and faults
//	threads.go, names.go   what a pool's jobs and searches for names are in virtual time
//	stdio.go               what a reactor finds as standard input and output
//	leaks.go               Leaks and CheckLeaks: what a spec left open
//	kernel/                the simulated host, fabric/ what lies between hosts
//
// A fake reactor is no second implementation. It is core/loop and the machines of transports on
// fakes/kernel instead of an operating system, so it passes the same conformance suite.
//
// Virtual time stands still while anything runs. It passes in Wait (inside Run and Iterate) to the next
// event or deadline, and in Advance, Jump and RunUntilIdle. Nothing here reads the wall clock but a
// Run that nobody can wake any more: it gives up after Config.Patience.
package fakes
