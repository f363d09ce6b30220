package core

import (
	"crypto/tls"
	"errors"
)

// TLS listens and connects with TLS over TCP. Addresses, configurations and errors are as for [TCP].
//
// A protocol is served as over TCP, with these differences. ConnectionMade comes before the handshake, and
// what is written until it is done waits, within the outbox limit. A [HandshakeHandler] is told once the
// peer was verified, before any byte. A handshake that fails is the end of the connection with a
// [LostError] whose Op is "handshake"; errors.As finds what crypto/tls and crypto/x509 say. The transport
// is a [TLSTransport], and a HalfCloser by close_notify. LoseConnection sends close_notify and waits for
// the peer's; ErrTimeout is the end if it never comes. An end of stream without close_notify is
// ErrConnectionLost. A *tls.Config belongs to the reactor from the call on.
type TLS interface {
	// ListenTLS needs a configuration that can find a certificate.
	ListenTLS(addr string, f Factory, t *tls.Config, c ...ListenConfig) (Listener, error)
	// ConnectTLS verifies the host of addr unless t names a server or has InsecureSkipVerify.
	ConnectTLS(addr string, f Factory, t *tls.Config, c ...ConnectConfig) (Connector, error)
}

// A HandshakeHandler is a Protocol that is told when its connection is secure.
type HandshakeHandler interface {
	// HandshakeCompleted is called once, after the peer was verified and before the first
	// DataReceived that is secure.
	HandshakeCompleted()
}

// A TLSTransport is a Transport over TLS. Through wrappers it is found with [TransportFacet].
type TLSTransport interface {
	// ConnectionState is what was agreed on. Until the handshake is done its HandshakeComplete is
	// false and the rest is empty. It stays known after the loss.
	ConnectionState() tls.ConnectionState
}

// A TLSStarter is a Transport that can turn to TLS in the middle of a conversation (STARTTLS). Through wrappers it
// is found with [TransportFacet].
type TLSStarter interface {
	// StartTLS begins the handshake behind everything written so far. What is written from now on
	// waits for it, and every byte that arrives from now on belongs to it.
	//
	// rest is what the protocol has received and not understood yet. It was sent in the clear by who
	// knows whom, in the hope of being taken for a part of the secure conversation: unless it is
	// empty the connection is aborted with [ErrPlaintext], which is returned. A second StartTLS is
	// [ErrTLSStarted]; once either direction has ended it is ErrNotConnected.
	StartTLS(c *tls.Config, rest []byte) error
}

var (
	// ErrPlaintext is the end of a connection whose peer sent more in the clear than it was entitled
	// to before StartTLS. It is an ErrConnectionLost too.
	ErrPlaintext error = &reason{"plaintext behind the last command before TLS", ErrConnectionLost}
	// ErrTLSStarted is StartTLS on a transport that was told so before.
	ErrTLSStarted = errors.New("TLS was started already")
)
