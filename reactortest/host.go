package reactortest

// A Host is what lies below one reactor, for what a suite cannot do through the reactor itself. On a
// real system it is [LocalHost]. Whatever it opens is the host's until its Close is called; the
// descriptors it returns are the caller's to close, with CloseDescriptor.
type Host interface {
	// Dir is an existing directory whose name is short enough for UNIX socket paths.
	Dir() string
	// Exists reports whether there is a file of that path, and its permission bits.
	Exists(path string) (mode uint32, ok bool)
	// StaleLock makes path a lock file that names a process which is gone.
	StaleLock(path string) error
	// BlackHole is a TCP address at which nobody ever answers, neither yes nor no; "" if the system
	// cannot make one.
	BlackHole() string
	// Close ends what the host opened for the case.
	Close()
	DescriptorHost
	SocketHost
}

// A DescriptorHost makes and uses descriptors without the reactor. All of them are non-blocking.
type DescriptorHost interface {
	// Pipe returns both ends of a new pipe.
	Pipe() (r, w int, err error)
	ReadDescriptor(fd int, p []byte) (n int, err error)
	WriteDescriptor(fd int, p []byte) (n int, err error)
	CloseDescriptor(fd int) error
}

// A SocketHost opens sockets of the kinds that a reactor adopts.
type SocketHost interface {
	// ListeningSocket listens on a port of 127.0.0.1 and says which.
	ListeningSocket() (fd int, addr string, err error)
	// ConnectedSockets returns both ends of an established TCP connection over 127.0.0.1.
	ConnectedSockets() (a, b int, err error)
	// DatagramSocket is bound to a UDP port of 127.0.0.1.
	DatagramSocket() (fd int, addr string, err error)
}
