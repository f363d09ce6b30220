package main

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
)

// severities are the system log's ways to take a line; *syslog.Writer has them.
type severities interface {
	Debug(line string) error
	Info(line string) error
	Warning(line string) error
	Err(line string) error
}

// A syslogHandler gives each record to the system's log, which has the time and the severity itself.
type syslogHandler struct {
	slog.Handler // writes to out.line
	out          *syslogOut
}

type syslogOut struct {
	mu   sync.Mutex
	to   severities
	line bytes.Buffer
}

func newSyslogHandler(to severities, o *slog.HandlerOptions, format string) slog.Handler {
	out := &syslogOut{to: to}
	bare := *o
	bare.ReplaceAttr = func(groups []string, a slog.Attr) slog.Attr {
		if len(groups) == 0 && (a.Key == slog.TimeKey || a.Key == slog.LevelKey) {
			return slog.Attr{}
		}
		return a
	}
	return &syslogHandler{newHandler(&out.line, format, &bare), out}
}

func (h *syslogHandler) Handle(ctx context.Context, r slog.Record) error {
	h.out.mu.Lock()
	defer h.out.mu.Unlock()
	h.out.line.Reset()
	if err := h.Handler.Handle(ctx, r); err != nil {
		return err
	}
	line := strings.TrimSuffix(h.out.line.String(), "\n")
	switch {
	case r.Level >= slog.LevelError:
		return h.out.to.Err(line)
	case r.Level >= slog.LevelWarn:
		return h.out.to.Warning(line)
	case r.Level >= slog.LevelInfo:
		return h.out.to.Info(line)
	}
	return h.out.to.Debug(line)
}

func (h *syslogHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &syslogHandler{h.Handler.WithAttrs(attrs), h.out}
}

func (h *syslogHandler) WithGroup(name string) slog.Handler {
	return &syslogHandler{h.Handler.WithGroup(name), h.out}
}
