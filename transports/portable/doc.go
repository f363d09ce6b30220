// Package portable is any operating system below the seam: a port.Port on Go's own net package, for
// systems that have no backend, and for a look at what a backend is worth.
//
// The map:
//
//	port.go      Port: the limits, New, Now, Close
//	wait.go      Wait and Wake; what is ready is found out by transports/blocking
//	dial.go      Dial; listen.go: Listen; their streams and listeners are those of transports/blocking
//	datagram.go  what both kinds of datagram sockets share: a queue, and the goroutine that fills it
//	udp.go       UDP; connect_*: fixing a peer; groups_*: multicast; control_*: options; cut_*: what is too long
//	gram_*       UNIX datagrams; unix_*: dialling and listening at paths; abstract_*: names without files
//	files_*      Files and DescriptorTable: socket files, their locks, duplicates
//	adopt_*      Adopter: sockets that were opened elsewhere
//	watch_*      Watcher: descriptors of others, by poll(2), in which Wait then sleeps
//
// Go's net has calls that block and no readiness. So a goroutine reads ahead into a bounded buffer, another
// writes from a bounded one, and both say under the set's lock what has become true. What they found is never
// queued but by Sock: who is ready stands in one list, once.
//
// What things cost at most, all of it bounded by constants in transports/blocking and here:
//
//	a connection   one goroutine and 16 KiB to read into, a second one from the first write on that the
//	               system does not take at once; twice 80 KiB read ahead and lent, twice 64 KiB to be
//	               written. Then the peer's window closes, or Send takes no more.
//	a listener     one goroutine, 16 connections that nobody has accepted yet; more wait in the system's backlog
//	UDP, a path    one goroutine, 256 datagrams or 256 KiB; what comes then is the system's to drop or hold back
//	a watched fd   one entry of poll's array a Wait, and no goroutine
//
// A byte is copied twice more than on a real backend: about twice the processor time of C on epoll for small
// messages (bench/).
//
// Darwin, FreeBSD and Linux have all of it; other UNIX systems TCP and UDP. Abstract names are Linux's alone. On
// Windows there are neither paths, groups, adopted nor watched descriptors; UDP sockets may always broadcast, which
// is net's doing; several ports cannot share an address, since SO_REUSEADDR means there that one is taken away; a
// datagram socket is opened anew when it is connected, so what arrives in that moment is lost; and a reset
// behind more unread bytes than are read ahead shows only when they are read. Everywhere the backlog of TCP is
// net's choice, not ListenConfig.Backlog.
package portable
