// Package posix is the sockets of a UNIX kernel below the seam: all of a port.Port but how the kernel is
// asked which descriptors are ready. That is a [Poller], which each of transports/epoll, transports/poll, … is;
// poller.go begins with what one must define.
//
// The map:
//
//	poller.go    Poller, and what it calls: Owner, Found, Lost, Rewatch, Quiet
//	port.go      Port: what it owns, its limits, New and Close
//	wait.go      Wait: look first, sleep second; who is always ready
//	wake.go      Wake, at most one ring a sleep; bell_linux.go: the descriptor that is rung
//	sock.go      Sock: the base of everything that has a descriptor here
//	table.go     descriptor -> Sock, changed interest, what is put off
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
// How a kind of socket plugs in: its struct embeds Sock, and whoever makes one calls
//
//	p.add(&x.Sock, fd)
//
// once. From then on Sock owns the descriptor (unless it is borrowed), Attach, Want, Close and LocalAddr
// are there, and the kind adds its verbs with raw calls on Sock.fd, mapping each errno with fault. A
// descriptor whose open file somebody else holds too (adopted, watched) sets shared before add: closing it
// does not end what a kernel knows of the file, so the Poller is told.
//
// Readiness is filtered twice. A Sock has a generation, so that what a Poller knows of a descriptor
// number's former owner meets no later one. And a Sock that is closed while its batch is being handled is
// taken out of the batch: the slice that was given to Wait is borrowed until the next Wait, and the
// entry's Handler becomes one that does nothing.
//
// Between a machine and its system call stands nothing but a method of one struct: the Poller takes part
// in Wait and in changes of interest alone. Everything that cannot block is a raw system call: the
// scheduler is not told, which is a fifth of the cost of a small request.
package posix
