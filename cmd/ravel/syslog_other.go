//go:build !unix

package main

import (
	"fmt"
	"log/slog"
	"runtime"

	"ravel/core"
)

func openSyslog(string, *slog.HandlerOptions, string) (slog.Handler, error) {
	return nil, fmt.Errorf("--syslog on %s: %w", runtime.GOOS, core.ErrUnsupported)
}
