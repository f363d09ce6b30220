package port

import (
	"errors"
	"net/netip"
	"time"
)

// ErrWouldBlock says that the call can succeed later; the Sock becomes ready for it then.
var ErrWouldBlock = errors.New("would block")

// ErrClosed is a call on a closed Port or Sock.
var ErrClosed = errors.New("closed")

// ErrUnsupported is an ability that this system lacks.
var ErrUnsupported = errors.New("not supported by this port")

// ErrIdle comes from Wait on a simulated host when nothing can ever happen any more.
var ErrIdle = errors.New("idle for ever: nothing is under way and nobody can wake the port")

// An OpError says which system call met an errno.
type OpError struct {
	Op  string // "bind", "listen", "setsockopt SO_REUSEPORT"
	Err error
}

func (e *OpError) Error() string { return e.Op + ": " + e.Err.Error() }
func (e *OpError) Unwrap() error { return e.Err }

// A Port is one operating system, or a fake of one, as the loop sees it.
type Port interface {
	// Dial starts a connection. It is under way when Dial returns; Stream.Connected tells how it went.
	Dial(c DialConfig) (Stream, error)
	Listen(c ListenConfig) (Listener, error)
	Datagram(c DatagramConfig) (Datagram, error)
	// Wait waits until some Sock is ready, Wake is called, or timeout has passed, and fills ready with
	// up to len(ready) of them; the rest stay ready for the next Wait. 0 does not wait and a negative
	// timeout waits for ever. Being interrupted is no error: it returns 0, nil.
	Wait(ready []Ready, timeout time.Duration) (int, error)
	// Wake makes the present or the next Wait return. It is the one method that another goroutine may call.
	Wake()
	// Now is the time. Where the system has one it carries a monotonic reading.
	Now() time.Time
	// Close closes the Port and every Sock that is still open.
	Close() error
}

// An Interest is what a Sock's owner wants to be told of, and a Ready says which of it is true.
type Interest uint8

const (
	// Read: Recv or Accept would not block; that includes the peer's end of stream and errors.
	Read Interest = 1 << iota
	// Write: Send would take something, or a connect has come to an end; that includes errors.
	Write
	// Closed: the peer has ended its direction or the connection has failed. For who does not Read.
	Closed
	// Failed: the connection has failed, however much is still unread; Connected returns why. For who
	// wants neither Read nor Closed. It is not for a Stream whose own direction has ended.
	Failed
)

// A Handler is told that its Sock is ready. It is called by the loop, never by the Port.
type Handler interface {
	Ready(what Interest)
}

// A Ready is one Sock that Wait found ready.
type Ready struct {
	Handler Handler
	What    Interest
}

// A Sock is one descriptor.
type Sock interface {
	// Attach says whom readiness is for. It is called once, before the first Want.
	Attach(h Handler)
	// Want replaces what the owner wants to be told of; at first that is nothing. A Sock that wants
	// nothing costs nothing: not even a failed connection is reported for it.
	Want(i Interest)
	// Close closes the descriptor. A Stream that is closed without abort sends what the system took,
	// then the end of stream; with abort it drops that and, over TCP, resets the connection. A Sock
	// is never reported after it was closed, also not by a Wait that found it ready before.
	Close(abort bool)
	// LocalAddr is where the Sock is bound.
	LocalAddr() Addr
}

// A Stream carries bytes in order.
type Stream interface {
	Sock
	// Connected tells how a Dial went once the Stream was ready for Write: nil, ErrWouldBlock while it
	// is under way, or the errno. Later, and on an accepted Stream, it is nil or, once, the errno with
	// which the connection has failed since.
	Connected() error
	// Recv returns at least one byte, lent until the next Recv, RecvFrom or Wait on the Port (sending and
	// closing do not end the loan); or io.EOF at the peer's end of stream, ErrWouldBlock, or an errno.
	Recv() (lent []byte, err error)
	// Send takes the first n bytes of p, which is borrowed until return. n < len(p) comes with
	// ErrWouldBlock or an errno.
	Send(p []byte) (n int, err error)
	// SendV is Send of the slices one after another, in one system call where the system can.
	SendV(ps [][]byte) (n int, err error)
	// CloseWrite sends the end of stream after everything sent before it.
	CloseWrite() error
	RemoteAddr() Addr
}

// A Listener gives connections.
type Listener interface {
	Sock
	// Accept returns an established connection and its peer, or ErrWouldBlock, or an errno. A
	// connection that was gone before it could be accepted is skipped, not an error. The exhaustion of
	// descriptors is EMFILE or ENFILE: the Listener has then turned one waiting peer away if it could,
	// so that accepting again makes progress.
	Accept() (Stream, Addr, error)
}

// A Datagram sends and receives datagrams.
type Datagram interface {
	Sock
	// RecvFrom returns one datagram, possibly empty, cut at the Datagram's MaxPacket. lent is lent as
	// in Stream.Recv. An error that the system reports for an earlier datagram (ECONNREFUSED on a connected socket) is
	// returned once and leaves the socket working.
	RecvFrom() (lent []byte, from Addr, err error)
	// SendTo sends one datagram whole or not at all; p is borrowed until return. The zero Addr is the
	// connected peer.
	SendTo(p []byte, to Addr) error
	Connect(to Addr) error
}

// An Addr is an IP address and port, or a path. "@name" is an abstract path. Two are the same if they are ==.
type Addr struct {
	AddrPort netip.AddrPort
	Path     string
}

// DialConfig says what to dial. To.Path makes it a UNIX socket.
type DialConfig struct {
	To Addr
	// Local is bound before connecting if it is not the zero Addr. Failure to bind is an OpError with Op "bind".
	Local Addr
	// NoDelay sets TCP_NODELAY, KeepAlive SO_KEEPALIVE.
	NoDelay, KeepAlive bool
}

// ListenConfig says where to listen. At.Path makes it a UNIX socket.
type ListenConfig struct {
	At      Addr
	Backlog int
	// NoDelay and KeepAlive are for the connections that are accepted.
	NoDelay, KeepAlive bool
	ReusePort          bool
	// Mode is the UNIX socket file's mode; an abstract name has none.
	Mode uint32
}

// DatagramConfig says what datagram socket to open. UNIX makes it a UNIX socket, also without a path.
type DatagramConfig struct {
	At   Addr
	UNIX bool
	// MaxPacket is the longest datagram received.
	MaxPacket int
	ReuseAddr bool
	Mode      uint32
}
