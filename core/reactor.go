package core

import (
	"context"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"net"
	"time"
)

// A Reactor runs protocols: a Clock, a door for other goroutines, a life cycle, and TCP. What else it
// can do is found by assertion: [UDP], [Multicast], [UNIX], [UNIXDatagram], [Adopter], [Descriptors].
//
// There is no global reactor. A program may run many, each on a goroutine of its own; a method may be
// called on the goroutine that runs the reactor, or on any one goroutine while it does not run. Post
// alone may be called from everywhere.
type Reactor interface {
	Clock
	Poster
	Runner
	TCP
	// DelayedCalls lists the active delayed calls in the order in which they would run.
	DelayedCalls() []*DelayedCall
	// Rand is this reactor's source of randomness, seeded when it was made. Protocols draw from it
	// and from nothing else, so that a simulated run can be repeated.
	Rand() *rand.Rand
	Logger() *slog.Logger
}

// A Poster takes calls from other goroutines (Twisted: callFromThread).
type Poster interface {
	// Post has f called on the reactor's goroutine in one of its next turns, in the order of posting.
	// It may be called from any goroutine, running reactor or not. A call that is posted after the
	// reactor has stopped waits for its next Run.
	Post(f func())
}

// A Runner has a life cycle: Run, running, Stop, and then possibly Run again.
type Runner interface {
	// Run runs startup triggers, then turns until Stop is called, ctx ends or, where the reactor
	// listens for them, SIGINT or SIGTERM arrives; then shutdown triggers and the end of everything
	// open. It returns nil, or the cause of ctx's end. Run inside Run is ErrAlreadyRunning.
	Run(ctx context.Context) error
	// Stop asks a running reactor to stop at the end of the turn's timed calls. It returns at once;
	// ErrNotRunning if the reactor does not run or was asked before.
	Stop() error
	// Crash makes Run return after this turn without shutdown triggers, leaving everything open.
	Crash()
	Running() bool
	// Close releases all that a reactor which does not run still holds, also after Crash: sockets, pipes and
	// their modes, files and locks of UNIX sockets that it made, delayed calls, coroutines, which are
	// ended. Protocols are told nothing, then or later. What a process does that dies without it is
	// left to the system, and to who finds the lock stale. Child processes live on, and are reaped.
	// Everything but Post is an error or a panic afterwards.
	Close() error
	// Iterate makes one turn, waiting at most limit for something to happen; negative is for ever. A turn
	// that made a posted or a timed call does not wait. It is for driving a reactor by hand where Run is
	// not running it.
	Iterate(limit time.Duration) error
	// CallWhenRunning calls f at once if the reactor runs, else when it starts, in order.
	CallWhenRunning(f func())
	// AddTrigger has f called at a phase of an event, in the order of adding. A panic is logged and
	// the others are called.
	AddTrigger(e Event, p Phase, f func()) *Trigger
	// RemoveTrigger reports whether t was still to be called.
	RemoveTrigger(t *Trigger) bool
	// HoldShutdown, called in a trigger before shutdown, puts the shutdown off until release is
	// called; turns go on meanwhile.
	HoldShutdown() (release func())
}

// A Closer is a Runner that says when it is closed, to who holds something on its account. Who waits for one on
// another goroutine waits for its Scope's Gone.
type Closer interface {
	// OnClose has f called once, by Close, the last that was asked for first. f calls neither the reactor nor
	// anything that is on it.
	OnClose(f func())
}

// An Event is a moment in a reactor's life that triggers hang on.
type Event uint8

const (
	Startup Event = iota
	Shutdown
)

// A Phase says where around an event a trigger is called. During shutdown is when listeners close and
// connections are lost.
type Phase uint8

const (
	Before Phase = iota
	During
	After
)

// A Trigger is what AddTrigger returns, for RemoveTrigger.
type Trigger struct {
	Event Event
	Phase Phase
	Call  func()
}

// A Listener is an open port.
type Listener interface {
	// Addr is where it listens, with the port number the system chose if 0 was asked for.
	Addr() net.Addr
	// StopListening closes the port; connections live on. done, which may be nil, is called when the
	// port is closed, never before StopListening has returned. Calling it again only adds a done.
	StopListening(done func())
}

// A Connector is one dialled connection and its factory, which may use it again to reconnect.
type Connector interface {
	// Connect begins again. It is ErrConnectorState unless the connector is Disconnected.
	Connect() error
	// StopConnecting gives up: ClientConnectionFailed comes with ErrStoppedConnecting. It is
	// ErrConnectorState unless the connector is Connecting.
	StopConnecting() error
	// Disconnect is StopConnecting or LoseConnection, whichever fits; nothing when disconnected.
	Disconnect()
	Destination() net.Addr
	State() ConnectorState
}

// A ConnectorState is where a Connector stands.
type ConnectorState uint8

const (
	Disconnected ConnectorState = iota
	Connecting
	Connected
)

func (s ConnectorState) String() string {
	return [...]string{"disconnected", "connecting", "connected"}[s]
}

// ConnConfig is what the connections of a port or connector have in common. The zero value works.
type ConnConfig struct {
	// HighWater is the number of waiting bytes above which a push producer is paused. Default 64 KiB.
	HighWater int
	// OutboxMax is the number of waiting bytes at which a further Write aborts the connection.
	// Default 64 MiB.
	OutboxMax int
	// Delay leaves Nagle's algorithm on (TCP_NODELAY off). TCP only.
	Delay bool
	// KeepAlive turns SO_KEEPALIVE on. TCP only.
	KeepAlive bool
}

// ListenConfig says how to listen. The zero value works.
type ListenConfig struct {
	ConnConfig
	// Backlog is the queue of connections that wait to be accepted. Default 128.
	Backlog int
	// ReusePort lets several ports share one address (SO_REUSEPORT).
	ReusePort bool
}

// ConnectConfig says how to connect. The zero value works.
type ConnectConfig struct {
	ConnConfig
	// Timeout ends an attempt with ErrTimeout. Default 30 s; negative is none.
	Timeout time.Duration
	// Local is the local address to bind, "host:port" with port 0 for any. Default: the system's choice.
	Local string
}

// TCP listens and connects. An address is "host:port": an IP address (v6 in brackets) or "localhost";
// when listening, no host is every IPv4 address. A configuration may be given, at most one.
type TCP interface {
	// ListenTCP opens a port. The error is a [ListenError].
	ListenTCP(addr string, f Factory, c ...ListenConfig) (Listener, error)
	// ConnectTCP begins to connect. The error is for an address that cannot be read; everything else
	// arrives in later callbacks: BuildProtocol and ConnectionMade, or ClientConnectionFailed.
	ConnectTCP(addr string, f Factory, c ...ConnectConfig) (Connector, error)
}

// UNIX listens on and connects to UNIX stream sockets. A path that begins with '@' is an abstract name.
type UNIX interface {
	// ListenUNIX makes the socket file, which must not exist, and unlinks it when the port stops. The
	// error is a ListenError.
	ListenUNIX(path string, f Factory, c ...UNIXListenConfig) (Listener, error)
	ConnectUNIX(path string, f Factory, c ...UNIXConnectConfig) (Connector, error)
}

// UNIXListenConfig says how to listen on a UNIX socket. The zero value works.
type UNIXListenConfig struct {
	ConnConfig
	// Backlog is as in ListenConfig.
	Backlog int
	// Mode is the socket file's mode. Default 0666.
	Mode fs.FileMode
	// Lock keeps a lock file beside the socket (path + ".lock") that names this process while it
	// listens. A lock whose process is gone is taken over and its socket file replaced; a live one
	// is refused (Twisted: wantPID).
	Lock bool
}

// UNIXConnectConfig says how to connect to a UNIX socket. The zero value works.
type UNIXConnectConfig struct {
	ConnConfig
	// Timeout is as in ConnectConfig.
	Timeout time.Duration
	// CheckLock fails with ErrConnectionRefused at once when the lock file names no live process
	// (Twisted: checkPID).
	CheckLock bool
}

// DatagramConfig says how to open a datagram port. The zero value works.
type DatagramConfig struct {
	// MaxPacket is the longest datagram received; longer ones are cut. Default 8192.
	MaxPacket int
	// QueueMax is how many datagrams wait when the system takes no more. Default 1024.
	QueueMax int
	// ReuseAddr lets several ports share one address; multicast listeners of one group need it.
	ReuseAddr bool
	// Mode is the socket file's mode. Default 0666. UNIX only.
	Mode fs.FileMode
}

// UDP opens UDP ports. Addresses are as for TCP. The error is a ListenError.
type UDP interface {
	ListenUDP(addr string, p DatagramProtocol, c ...DatagramConfig) (DatagramTransport, error)
}

// Multicast opens UDP ports whose transport is a [MulticastTransport].
type Multicast interface {
	ListenMulticast(addr string, p DatagramProtocol, c ...DatagramConfig) (DatagramTransport, error)
}

// UNIXDatagram opens UNIX datagram sockets; paths are as for UNIX, and "" is a socket without a name.
type UNIXDatagram interface {
	ListenUNIXDatagram(path string, p DatagramProtocol, c ...DatagramConfig) (DatagramTransport, error)
	// ConnectUNIXDatagram opens a socket bound to local, connected to path.
	ConnectUNIXDatagram(path, local string, p DatagramProtocol, c ...DatagramConfig) (DatagramTransport, error)
}

// An Adopter serves sockets that something else opened, such as systemd (LISTEN_FDS). The descriptor is
// duplicated: the caller still owns, and closes, its own. A descriptor that is no socket of the right
// kind is an error that says so.
type Adopter interface {
	AdoptListener(fd int, f Factory, c ...ListenConfig) (Listener, error)
	// AdoptConnection serves an established connection with f's protocol for its peer.
	AdoptConnection(fd int, f Factory, c ...ConnConfig) (Transport, error)
	AdoptDatagram(fd int, p DatagramProtocol, c ...DatagramConfig) (DatagramTransport, error)
}

// Descriptors has arbitrary non-blocking descriptors watched (Twisted: IReactorFDSet). Adding twice is adding
// once, and removing what was not added does nothing. A descriptor that was removed is never called,
// even if it was found ready in the same turn. The error is for one that the system cannot watch.
type Descriptors interface {
	AddReader(d ReadDescriptor) error
	AddWriter(d WriteDescriptor) error
	RemoveReader(d ReadDescriptor)
	RemoveWriter(d WriteDescriptor)
	// RemoveAllDescriptors returns what was registered, in the order of adding.
	RemoveAllDescriptors() []Descriptor
	Readers() []ReadDescriptor
	Writers() []WriteDescriptor
}

// A Descriptor is something with a file descriptor, of which the reactor never is the owner.
type Descriptor interface {
	Descriptor() int
	// ConnectionLost is called after the descriptor was removed because DoRead or DoWrite returned an
	// error or panicked, or because it hung up (ErrConnectionDone while read, else ErrConnectionLost)
	// or was closed (ErrDescriptorGone).
	ConnectionLost(reason error)
}

// A ReadDescriptor is told when it can be read.
type ReadDescriptor interface {
	Descriptor
	// DoRead is called each turn while the descriptor can be read. An error ends its registration.
	DoRead() error
}

// A WriteDescriptor is told when it can be written.
type WriteDescriptor interface {
	Descriptor
	DoWrite() error
}
