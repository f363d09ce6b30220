//go:build !(darwin || freebsd || linux)

package portable

import "ravel/core/port"

// grouped is u, which cannot join groups here.
func grouped(u *udp) port.Datagram { return u }
