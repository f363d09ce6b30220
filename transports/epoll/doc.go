// Package epoll is the Linux system below the seam: a port.Port on level-triggered epoll.
//
// The map:
//
//	port.go      Port: what one epoll instance owns, its limits, New and Close
//	wait.go      Wait: from kernel events to port.Ready; poll first, sleep second
//	wake.go      Wake: one eventfd, written at most once a sleep
//	sock.go      sock: the base of everything that has a descriptor here
//	table.go     descriptor -> sock, changed interest, stale registrations
//	sys.go       the raw system calls of the hot path
//	sockaddr.go  port.Addr <-> struct sockaddr; zone.go: IPv6 zones
//	dial.go      Dial; stream.go: bytes; tcp.go: TCP options; unix.go: descriptor passing
//	listen.go    Listen; accept.go: Accept; reserve.go: accepting when descriptors run out
//	duplicate.go DescriptorTable
//	datagram.go  Datagram: UDP and UNIX; datagram_paths.go: senders' paths; multicast.go: options of IP
//	batch_recv.go several datagrams in one call, lent one by one; batch_send.go: SendBatch
//	watch.go     Watcher: descriptors of others; watch_sweep.go: those that were closed meanwhile
//	adopt.go     Adopter: sockets that were opened elsewhere
//	files.go     Files: socket files; lock.go: lock files beside them
//
// How a kind of socket plugs in: its struct embeds sock, and whoever makes one calls
//
//	p.add(&x.sock, fd)
//
// once. From then on sock owns the descriptor (unless sock.borrowed), Attach, Want, Close and LocalAddr
// are there, and the kind adds its verbs with raw calls on sock.fd, mapping each errno with fault. A
// descriptor whose open file somebody else holds too (adopted, watched) sets sock.shared before add:
// closing it would not end its epoll registration, so Close removes that first.
//
// Readiness is filtered twice. A registration carries the generation of its sock, so that an event of a
// descriptor number's former owner meets no later one. And a sock that is closed while its batch is
// being handled is taken out of the batch: the slice that was given to Wait is borrowed until the next
// Wait, and the entry's Handler becomes one that does nothing.
//
// Everything that cannot block is a raw system call: the scheduler is not told, which is a fifth of
// the cost of a small request. The one call that sleeps goes through the scheduler.
package epoll
