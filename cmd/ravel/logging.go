package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"time"
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

// openLog is where the log goes: a file, system if that is not nil, or stderr.
func (o *serveOptions) openLog(system severities, stderr io.Writer) (log *slog.Logger, file *logfile, err error) {
	h := &slog.HandlerOptions{Level: o.level()}
	switch {
	case system != nil:
		return slog.New(newSyslogHandler(system, h, o.logFormat)), nil, nil
	case o.logfile == "" || o.logfile == "-":
		return slog.New(newHandler(stderr, o.logFormat, h)), nil, nil
	}
	file, err = openLogfile(o.logfile, o.logMax, o.logKeep)
	if err != nil {
		return nil, nil, err
	}
	file.trouble = func(err error) []byte { return o.line("the log file could not be renamed", err) }
	return slog.New(newHandler(file, o.logFormat, h)), file, nil
}

// line is a warning as it stands in the log: for who cannot use the logger, since it is in the middle of a line.
func (o *serveOptions) line(msg string, err error) []byte {
	var b bytes.Buffer
	r := slog.NewRecord(time.Now(), slog.LevelWarn, msg, 0)
	r.AddAttrs(slog.Any("err", err))
	newHandler(&b, o.logFormat, nil).Handle(context.Background(), r)
	return b.Bytes()
}
