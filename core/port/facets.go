package port

import "net/netip"

// What a Port or Sock may also be able to do, found by assertion.

// A StreamOptions is a TCP Stream.
type StreamOptions interface {
	NoDelay() (bool, error)
	SetNoDelay(on bool) error
	KeepAlive() (bool, error)
	SetKeepAlive(on bool) error
}

// A Whole is a Stream that perhaps cannot end its own direction alone. It is asked once it is established.
type Whole interface {
	// Whole is true if CloseWrite is [ErrUnsupported].
	Whole() bool
}

// A DescriptorPasser is a UNIX Stream.
type DescriptorPasser interface {
	// SendDescriptors is Send with descriptors attached to the first byte. They are borrowed until
	// return. If n is 0 they were not sent.
	SendDescriptors(p []byte, fds []int) (n int, err error)
	// AcceptDescriptors says whether Recv takes descriptors; until then those that arrive are closed.
	AcceptDescriptors(on bool)
	// Descriptors returns those that came with the bytes of the last Recv. They are given.
	Descriptors() []int
}

// A DescriptorTable duplicates and closes descriptors of the host.
type DescriptorTable interface {
	DuplicateDescriptor(fd int) (int, error)
	CloseDescriptor(fd int) error
}

// A Watcher watches descriptors that others own.
type Watcher interface {
	// Watch returns a Sock over fd, without owning it: Close ends the watching alone. Kinds that the
	// system cannot watch but that never block, such as regular files, are always ready. The
	// descriptor may be closed by its owner at any time; Gone then tells.
	Watch(fd int) (Watched, error)
}

// A Watched is a Sock that Watcher made. Ready for Closed means a hang-up.
type Watched interface {
	Sock
	// Gone is true if the descriptor was closed by its owner.
	Gone() bool
}

// An Adopter makes Socks of sockets that were opened elsewhere, by duplicating the descriptor.
type Adopter interface {
	// AdoptListener's Addr says also whether it is a UNIX socket: unix is true then.
	AdoptListener(fd int, c ListenConfig) (l Listener, unix bool, err error)
	AdoptStream(fd int) (s Stream, unix bool, err error)
	AdoptDatagram(fd int, c DatagramConfig) (d Datagram, unix bool, err error)
}

// A Files is a Port whose UNIX sockets are files.
type Files interface {
	// Unlink removes a socket file.
	Unlink(path string) error
	// Lock makes the file path hold this process's id. If another live process holds it the error is
	// EEXIST; a stale lock is taken over, and stale is true.
	Lock(path string) (stale bool, err error)
	Unlock(path string) error
	// Locked reports whether a live process holds the lock.
	Locked(path string) bool
}

// A Broadcaster is an IP Datagram that can be allowed to broadcast.
type Broadcaster interface {
	Broadcast() (bool, error)
	SetBroadcast(on bool) error
}

// A Grouped is an IP Datagram that can join multicast groups. "" is the system's choice of interface.
type Grouped interface {
	JoinGroup(group netip.Addr, iface string) error
	LeaveGroup(group netip.Addr, iface string) error
	MulticastTTL() (int, error)
	SetMulticastTTL(ttl int) error
	MulticastLoop() (bool, error)
	SetMulticastLoop(on bool) error
	MulticastInterface() (string, error)
	SetMulticastInterface(iface string) error
}

// A BatchSender sends several datagrams in one system call.
type BatchSender interface {
	// SendBatch sends ps[i] to tos[i] in order and returns how many went. Everything is borrowed until return.
	SendBatch(ps [][]byte, tos []Addr) (n int, err error)
}
