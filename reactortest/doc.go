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
//	open_linux.go   Open: what the process has open of the system
//	finish.go       what holds after every case: no leaks, no pending calls, no unexpected failure
//	splits.go       DescribeSplits: a parser at every fragmentation of its input
//
// What else cases use: pair.go (two ends that are joined), producer.go, child.go (processes, and the scripts of
// their shell), tls.go (configurations), fence.go (what Settle waits for).
//
// The cases, by the group that begins an id:
//
//	CLK   case_clk.go         delayed calls             TCP    case_tcp*.go        a connection's life, writes, closing
//	LC    case_looping.go     LoopingCall               HALF   case_half.go        half-close
//	REA   case_rea_*.go       turns, life, triggers,    PROD   case_producer.go    producers
//	                          posts                     PAUSE  case_pause.go       reading paused
//	END   case_close.go       Close after a crash       EP     case_endpoint.go    endpoints
//	DEF   case_deferred.go    Deferreds                 CONN   case_connector.go   connectors
//	COP   case_cooperator.go  work in slices            LIS    case_listener.go    listeners
//	COR   case_coro.go        coroutines                ERR    case_error.go       errors, failing protocols
//	THR   case_threads.go     the pool of threads       UDP    case_udp.go         datagrams
//	NAM   case_names.go       names of hosts            MC     case_multicast.go   multicast
//	PRC   case_process*.go    processes, their pipes    UNX    case_unix.go        UNIX sockets
//	SIO   case_stdio.go       standard input, output    UXD    case_unixgram.go    UNIX datagrams
//	TLS   case_tls*.go        TLS, and its closing      FDS    case_descriptor.go  descriptors that are watched
//	ADO   case_adopter.go     sockets of others
//
// Below it: splits (the same for plain go test), matchers (for Gomega), sim (worlds of nodes).
//
// A case is a linear script: act, want, act, want. It never sleeps and never polls: Until turns the reactor,
// which waits for something to happen, and Settle sends a byte to and fro on a connection of its own, behind
// which everything sent before has arrived. Every protocol runs under the monitor of core/contract.
package reactortest
