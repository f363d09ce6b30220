//go:build !(darwin || freebsd || linux)

package portable

import "ravel/core/port"

func datagramOf(d port.Datagram) *datagram { return &d.(*udp).datagram }
