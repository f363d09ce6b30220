package stream

import (
	"log/slog"

	"ravel/core"
	"ravel/core/port"
)

var (
	_ core.Logged = (*conn)(nil)
	_ port.Placed = (*driver)(nil)
	_ port.Placed = (*listenerDriver)(nil)
)

// attrs is what the log says of the connection.
func (c *conn) attrs() []slog.Attr { return core.ConnAttrs(c.protocol, c.serial, c.RemoteAddr()) }

// Logger is documented at core.Logged.
func (c *conn) Logger() *slog.Logger {
	log := slog.Default()
	if w, ok := c.of.m.loop.(port.Witness); ok {
		log = w.Logger()
	}
	return slog.New(log.Handler().WithAttrs(c.attrs()))
}

// panic logs v, which a callback of the connection panicked with.
func (c *conn) panic(in string, v any) error {
	if w, ok := c.of.m.loop.(port.Witness); ok {
		return w.PanickedAt(in, v, c.attrs()...)
	}
	return c.of.m.loop.Panicked(in, v)
}

// Place is documented at port.Placed.
func (d *driver) Place() []slog.Attr {
	c := (*conn)(d)
	if c.protocol == nil { // it is being made
		return []slog.Attr{slog.String("connecting", c.of.addr(c.peer.Addr()).String())}
	}
	return c.attrs()
}

// Place is documented at port.Placed.
func (d *listenerDriver) Place() []slog.Attr {
	l := (*listener)(d)
	return []slog.Attr{slog.String("listener", l.Addr().String()), slog.String("factory", named("BuildProtocol", l.factory))}
}
