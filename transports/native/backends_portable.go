package native

import (
	"ravel/core/port"
	"ravel/transports/portable"
)

// portableBackend is there on every system, and the last choice: what it can do depends on what Go's net can do
// there.
func portableBackend() backend {
	return backend{"portable", func() (port.Port, error) { return portable.New(), nil }}
}
