//go:build !unix

package spawn

import (
	"ravel/core"
	"ravel/core/port"
	"ravel/transports/process"
)

// A Loop is told of exits.
type Loop interface {
	core.Poster
	port.Loop
}

// New is the System for a reactor's loop: none here yet.
func New(Loop) process.System { return nil }
