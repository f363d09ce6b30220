// Package reactortest is the conformance suite that every reactor of ravel passes, as functions that take a
// constructor and know no backend and no fake, and what authors of protocols test with.
//
// To hold a reactor of one's own to it, in Ginkgo or in plain go test:
//
//	var _ = reactortest.Describe("my reactor", func() reactortest.Bench { return myBench() })
//
//	func TestMyReactor(t *testing.T) { reactortest.Run(t, myBench) }
//
// A [Bench] makes the reactor and names what it lacks; a facet that is missing and not named is a failure,
// and so is one that is named and there. What the suite cannot know of the system below comes from a [Host];
// on a real system that is [LocalHost]. [Play] plays a script of one's own on such a bench.
//
// The map:
//
//	conformance.go  Cases, Run, Describe, Play
//	bench.go        Bench; facet.go has the facets, host*.go what lies below a reactor
//	script.go       Script: turns until something holds, Settle (the fence), Run
//	want.go         what a case wants, with the reason why
//	end.go          End: one end of a connection, which writes down what it is told
//	factory.go      Factory: a factory that does; port.go: a datagram port; watched.go: a descriptor
//	log.go          Log: what happened, as text
//	finish.go       what holds after every case: no leaks, no pending calls, no unexpected failure
//	case*_*.go      the cases, by group: CLK and LC (time), REA (turns, life, triggers, posts), TCP, HALF
//	                (half-close), PROD (producers), PAUSE, CONN (connectors), LIS (listeners), ERR, UDP, MC
//	                (multicast), UNX and UXD (UNIX sockets), FDS (descriptors), ADO (adoption), THR (threads), NAM (names), …
//	splits.go       DescribeSplits: a parser at every fragmentation of its input
//
// Below it: splits (the same for plain go test), matchers (for Gomega), sim (worlds of nodes).
//
// A case is a linear script: act, want, act, want. It never sleeps and never polls: Until turns the reactor,
// which waits for something to happen, and Settle sends a byte to and fro on a connection of its own, behind
// which everything sent before has arrived. Every protocol runs under the monitor of core/contract.
package reactortest
