//go:build linux

package posix

import (
	"ravel/core/port"
	"ravel/transports/sys"
)

var (
	_ port.Files   = (*Port)(nil)
	_ port.Watcher = (*Port)(nil)
	_ port.Adopter = (*Port)(nil)
)

// Unlink removes a socket file. What is no socket stays, with ENOTSOCK: somebody put it there since.
func (p *Port) Unlink(path string) error { return sys.Unlink(path) }
