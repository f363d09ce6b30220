package main

import (
	"io"
	"log/slog"
)

// formats are what --log-format understands.
var formats = []string{"text", "json"}

// newHandler writes to w in a format.
func newHandler(w io.Writer, format string, o *slog.HandlerOptions) slog.Handler {
	if format == "json" {
		return slog.NewJSONHandler(w, o)
	}
	return slog.NewTextHandler(w, o)
}

// level is what is logged.
func (o *serveOptions) level() slog.Level {
	switch {
	case o.quiet:
		return slog.LevelWarn
	case o.verbose:
		return slog.LevelDebug
	}
	return slog.LevelInfo
}

// openLog is where the log goes: a file, the system's log, or stderr.
func (o *serveOptions) openLog(stderr io.Writer) (log *slog.Logger, file *logfile, err error) {
	h := &slog.HandlerOptions{Level: o.level()}
	switch {
	case o.syslog:
		s, err := openSyslog(o.prefix, h, o.logFormat)
		if err != nil {
			return nil, nil, err
		}
		return slog.New(s), nil, nil
	case o.logfile == "" || o.logfile == "-":
		return slog.New(newHandler(stderr, o.logFormat, h)), nil, nil
	}
	file, err = openLogfile(o.logfile, o.logMax, o.logKeep)
	if err != nil {
		return nil, nil, err
	}
	return slog.New(newHandler(file, o.logFormat, h)), file, nil
}
