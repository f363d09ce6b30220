package tls

import (
	"time"

	"ravel/core"
)

const (
	// handshakeTimeout, closeTimeout and outboxMax are the defaults of Limits.
	handshakeTimeout = 30 * time.Second
	closeTimeout     = 5 * time.Second
	outboxMax        = 64 << 20
)

// Limits are what connections may not exceed. The zero value works.
type Limits struct {
	// HandshakeTimeout ends a connection whose handshake takes longer, with ErrTimeout. Default 30 s;
	// negative is none.
	HandshakeTimeout time.Duration
	// CloseTimeout is how long the peer may do nothing while a connection closes: take none of what waits
	// for it, or not answer close_notify once ours has left. Then the connection is aborted with
	// ErrTimeout. Default 5 s; negative is none.
	CloseTimeout time.Duration
	// HighWater is the number of waiting bytes, as the protocol wrote them, above which a push producer
	// is paused. It counts only while the transport below is above its own mark. Default core.HighWater.
	HighWater int
	// OutboxMax is the number of bytes waiting for the handshake at which a further Write aborts the
	// connection with ErrOutboxFull. After the handshake the limit is the one of the transport below.
	// Default 64 MiB.
	OutboxMax int
}

func (l Limits) filled() Limits {
	if l.HandshakeTimeout == 0 {
		l.HandshakeTimeout = handshakeTimeout
	}
	if l.CloseTimeout == 0 {
		l.CloseTimeout = closeTimeout
	}
	if l.HighWater <= 0 {
		l.HighWater = core.HighWater
	}
	if l.OutboxMax <= 0 {
		l.OutboxMax = outboxMax
	}
	return l
}
