package native

import (
	"ravel/core/port"
	"ravel/transports/portable"
)

// portableBackend is there on every system, and the last choice: it has neither UNIX sockets nor multicast, and
// adopts and watches nothing.
func portableBackend() backend {
	return backend{"portable", func() (port.Port, error) { return portable.New(), nil }}
}
