// Package core is the vocabulary of ravel: what a protocol sees, and nothing of what lies below.
//
// A [Protocol] is a state machine that is told what happens on one connection and answers through a
// [Transport]; it asks a [Clock] for time. It runs unchanged on real sockets and in simulation.
//
// The map:
//
//	protocol.go     Protocol, Base, and what a protocol may also wish to be told (half-close, descriptors)
//	transport.go    Transport, and what a transport may also be able to do (half-close, pause, options)
//	producer.go     producers and consumers: who is asked to pause when a peer reads slowly
//	factory.go      Factory: one protocol a connection; its start and stop, counted over ports
//	datagram.go     DatagramProtocol and DatagramTransport
//	clock.go        Clock, DelayedCall; timers.go is the queue behind every clock
//	looping.go      LoopingCall: a call on a grid of instants
//	reactor.go      Reactor and its facets: TCP, UDP, multicast, UNIX, adopted sockets, descriptors
//	endpoint.go     endpoints: where to listen or connect, as values; backoff.go, when to try again
//	tls.go          TLS: listening, connecting and starting it; what a protocol is told of it
//	names*.go       Names: resolvers of host names, and what a name may be
//	threads*.go     Threads: a bounded pool for what blocks; DeferToThread, and the way back
//	process*.go     Processes: starting, hearing and signalling them; their output, and a monitor
//	stdio.go        StandardIO: standard input and output as a connection
//	deferred*.go    Deferred: a result that will come; chains, Then, lists, races, locks, queues, Wait
//	deferlater.go   DeferLater and Later: a Deferred on a Clock
//	scope*.go       Scope: a reactor's unhandled failures, its parked coroutines, and who has the floor;
//	                goroutine_*.go tells goroutines apart
//	cooperator*.go  Cooperator: long work in slices; fifo.go queues
//	main.go         Main: a program that runs until its result
//	facet.go        optional interfaces, found behind wrappers too
//	log.go          TransportLogger: a log that says whose connection it is about
//	address.go      Addr, the one kind of net.Addr that ravel hands out
//	reasons.go      why a connection ended or never came to be: sentinels for errors.Is
//
// Below: port is the seam and loop what drives it; contract is the grammar of events, wrap what lies between
// a protocol and its transport, coro sequential code, service what a program is made of.
//
// Everything here runs on the goroutine that runs the reactor; the one exception is [Poster].
// The package imports the standard library only, and of that neither net.Dial, time.Now, a global
// source of randomness nor a goroutine.
package core
