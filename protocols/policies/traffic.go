package policies

import (
	"context"
	"fmt"
	"log/slog"
)

// shownMax is TrafficConfig.LengthMax's default.
const shownMax = 256

// A TrafficConfig says how to log. The zero value works.
type TrafficConfig struct {
	Level slog.Level
	// LengthMax is how many bytes of one piece are shown. Default 256; negative is none.
	LengthMax int
}

// TrafficLog logs what connections receive ("C") and write ("S") (Twisted: TrafficLoggingFactory). At most one
// c is given.
func TrafficLog(log *slog.Logger, c ...TrafficConfig) Middleware {
	if len(c) > 1 {
		panic("policies: TrafficLog takes at most one TrafficConfig")
	}
	var cfg TrafficConfig
	if len(c) == 1 {
		cfg = c[0]
	}
	if cfg.LengthMax == 0 {
		cfg.LengthMax = shownMax
	}
	return Wiretap(func(t Tap) {
		if log.Enabled(context.Background(), cfg.Level) {
			log.LogAttrs(context.Background(), cfg.Level, cfg.text(t), slog.Int("connection", t.Conn), slog.String("peer", t.Remote.String()))
		}
	})
}

// text is t as a line: C 1: "data".
func (c TrafficConfig) text(t Tap) string {
	switch t.Kind {
	case Made:
		return fmt.Sprintf("* %d: made", t.Conn)
	case Lost:
		return fmt.Sprintf("* %d: lost: %v", t.Conn, t.Reason)
	}
	side := "C"
	if t.Kind == Written {
		side = "S"
	}
	shown := t.Data[:min(len(t.Data), max(c.LengthMax, 0))]
	if elided := len(t.Data) - len(shown); elided > 0 {
		return fmt.Sprintf("%s %d: %q… %d bytes elided", side, t.Conn, shown, elided)
	}
	return fmt.Sprintf("%s %d: %q", side, t.Conn, shown)
}
