//go:build linux

package posix

import "ravel/core/port"

// Peer is the address of the other side as a stream keeps it.
type Peer = peer

func (r *peer) Set(a port.Addr) { r.set(a) }
func (r *peer) Addr() port.Addr { return r.addr() }
