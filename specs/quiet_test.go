package specs

import (
	"io"
	"log/slog"
)

// quiet is a logger for reactors whose failures are provoked, and counted elsewhere.
func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }
