package core

import (
	"fmt"
	"log/slog"
	"net"
)

// A LogPrefixer is a Protocol that says how its connections are called in the log. For others it is the
// protocol's type (Twisted: ILoggingContext).
type LogPrefixer interface{ LogPrefix() string }

// A Logged is a Transport with a log.
type Logged interface {
	// Logger is the reactor's, with the connection's [ConnAttrs].
	Logger() *slog.Logger
}

// ConnAttrs is what every line of the log says of a connection: its protocol, its number among those of its
// reactor, and its peer.
func ConnAttrs(p Protocol, serial uint64, peer net.Addr) []slog.Attr {
	name := ""
	if n, ok := ProtocolFacet[LogPrefixer](p); ok {
		name = n.LogPrefix()
	} else {
		name = fmt.Sprintf("%T", innermost(p))
	}
	return []slog.Attr{slog.String("protocol", name), slog.Uint64("serial", serial), slog.String("peer", peer.String())}
}

// innermost is the protocol in all wrappers.
func innermost(p Protocol) Protocol {
	for {
		w, ok := p.(interface{ Unwrap() Protocol })
		if !ok {
			return p
		}
		p = w.Unwrap()
	}
}

// TransportLogger is the log of t's connection, or of what t wraps; without one it is otherwise.
func TransportLogger(t Transport, otherwise *slog.Logger) *slog.Logger {
	if l, ok := TransportFacet[Logged](t); ok {
		return l.Logger()
	}
	return otherwise
}
