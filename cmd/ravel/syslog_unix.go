//go:build unix

package main

import (
	"fmt"
	"log/slog"
	"log/syslog"
)

// openSyslog is the log of this system, under the name prefix.
func openSyslog(prefix string, o *slog.HandlerOptions, format string) (slog.Handler, error) {
	w, err := syslog.New(syslog.LOG_DAEMON|syslog.LOG_INFO, prefix)
	if err != nil {
		return nil, fmt.Errorf("--syslog: %w", err)
	}
	return newSyslogHandler(w, o, format), nil
}
