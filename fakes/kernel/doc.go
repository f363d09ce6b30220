// Package kernel is a simulated host: a [port.Port] with every facet, as Linux would behave, without Linux.
//
// A [Host] has addresses, a descriptor table, a table of files, ports and sockets. What goes to other
// hosts, and to itself over IP, leaves through a [Wire], which is also the host's time. The wire is
// reliable and in order for each [Flow] (a direction of a TCP connection); it may lose, double and
// reorder datagrams. The package knows hosts and segments, not what lies between them.
//
// The map:
//
//	host.go      Host, Config, and the names of every limit
//	wire.go      Wire, Flow, Segment: what a host asks of the world
//	wait.go      Wait, Wake: readiness by level, in the order in which it came about
//	sock.go      what every Sock has: handler, interest, descriptor
//	file.go      open files and the descriptor table: duplicates, EMFILE, closing
//	lend.go      lent slices, poisoned when the loan ends
//	ports.go     port numbers: wildcards, sharing, ephemeral ones
//	address.go   which addresses are local, and which one a packet leaves from
//	tcp*.go      TCP: the handshake and its retransmission, windows, FIN, RST, the backlog
//	udp*.go      UDP: queues, refusals, broadcast, multicast
//	unix*.go     UNIX streams and datagrams, descriptor passing
//	filetable.go socket and lock files, shared by the processes of one machine
//	pipe.go      pipes, socket pairs and plain files for those who watch descriptors
//	watch.go     Watcher; adopt.go: Adopter; open.go: what is open, for those who look for leaks
//
// What is simplified: Nagle's algorithm, keep-alive probes and congestion are not modelled, as no
// protocol can tell; there is no TIME_WAIT; a connection to oneself is never made by chance.
//
// Everything belongs to one goroutine but [Host.Wake]. Nothing depends on the order of a map.
package kernel
